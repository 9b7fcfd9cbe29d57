package tandem.app;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Reacts to the signals that an operating system or an operator sends to the process. Any thread. */
public final class OsSignals {
    // Deliberate: sun.misc.Signal by reflection. It is the JDK's only way to hear SIGHUP, and naming it in source is a
    // warning
    // that cannot be suppressed.

    private OsSignals() {}

    /**
     * Runs the reaction, on a thread of the JVM's own, whenever the signal arrives.
     *
     * @param signal without SIG, such as {@code HUP}
     */
    public static void on(String signal, Runnable reaction) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object handler = Proxy.newProxyInstance(
                    handlerType.getClassLoader(),
                    new Class<?>[] {handlerType},
                    (proxy, method, arguments) -> react(proxy, method, arguments, reaction));
            Object which = signalType.getConstructor(String.class).newInstance(signal);
            signalType.getMethod("handle", signalType, handlerType).invoke(null, which, handler);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java cannot react to SIG" + signal, e);
        }
    }

    private static Object react(Object proxy, Method method, Object[] arguments, Runnable reaction) {
        return switch (method.getName()) {
            case "handle" -> {
                reaction.run();
                yield proxy;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "signal handler";
        };
    }
}
