package tandem.proxy.loop;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A selector with which closing one connection costs nothing for the others. XNIO closes a connection by cancelling its key and a
 * {@link #selectNow}, which the Java runtime turns into a question after every connection that is ready: where n clients leave at once,
 * each of the first n costs up to 1,024 others' poll. Here such a call only lets go of what is cancelled. The I/O thread that
 * selects; {@link #wakeup} any.
 */
final class PromptSelector extends AbstractSelector {
    private static final @Nullable Access ACCESS = Access.find();

    private final AbstractSelector inner;
    private final Access access;
    private final Deque<?> cancelled;
    /** Whether it asked since its I/O thread last took what is ready. */
    private boolean asked;

    private @Nullable Turns turns;

    private PromptSelector(SelectorProvider provider, AbstractSelector inner, Access access) {
        super(provider);
        this.inner = inner;
        this.access = access;
        this.cancelled = (Deque<?>) access.cancelled.get(inner);
    }

    /** Whether the Java runtime allows it. */
    static boolean possible() {
        return ACCESS != null;
    }

    /** A selector of the Java runtime that closes promptly; itself where that is not possible. */
    static AbstractSelector around(SelectorProvider provider, AbstractSelector selector) {
        Access found = ACCESS;
        return found == null || !found.owner.isInstance(selector)
                ? selector
                : new PromptSelector(provider, selector, found);
    }

    /**
     * Lets go of what was cancelled, if anything was. Else asks what is ready; once until {@link #selectedKeys}, since what is ready is
     * known then.
     */
    @Override
    public int selectNow() throws IOException {
        if (letGo() || asked) {
            return 0;
        }
        asked = true;
        return inner.selectNow();
    }

    private boolean letGo() throws IOException {
        synchronized (cancelled) {
            if (cancelled.isEmpty()) {
                return false;
            }
        }
        synchronized (inner) {
            synchronized (inner.selectedKeys()) {
                access.letGo(inner);
            }
        }
        return true;
    }

    @Override
    public int select(long timeout) throws IOException {
        return inner.select(timeout);
    }

    @Override
    public int select() throws IOException {
        return inner.select();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        asked = false;
        Turns counted = turns;
        if (counted == null) {
            counted = Turns.ofThisThread();
            turns = counted;
        }
        counted.next();
        return inner.selectedKeys();
    }

    @Override
    public Set<SelectionKey> keys() {
        return inner.keys();
    }

    @Override
    public Selector wakeup() {
        inner.wakeup();
        return this;
    }

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int ops, @Nullable Object attachment) {
        return access.register(inner, channel, ops, attachment);
    }

    @Override
    protected void implCloseSelector() throws IOException {
        inner.close();
    }

    /** What the Java runtime's selectors do among themselves. */
    private record Access(Class<?> owner, MethodHandle register, MethodHandle deregister, VarHandle cancelled) {
        static @Nullable Access find() {
            try {
                Class<?> owner = Class.forName("sun.nio.ch.SelectorImpl");
                MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
                MethodHandle register = lookup.findVirtual(
                        owner,
                        "register",
                        MethodType.methodType(
                                SelectionKey.class, AbstractSelectableChannel.class, int.class, Object.class));
                MethodHandle deregister =
                        lookup.findVirtual(owner, "processDeregisterQueue", MethodType.methodType(void.class));
                return new Access(
                        owner, register, deregister, lookup.findVarHandle(owner, "cancelledKeys", Deque.class));
            } catch (ReflectiveOperationException | RuntimeException e) {
                return null;
            }
        }

        SelectionKey register(
                AbstractSelector with, AbstractSelectableChannel channel, int ops, @Nullable Object attachment) {
            try {
                return (SelectionKey) register.invoke(with, channel, ops, attachment);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        void letGo(AbstractSelector of) throws IOException {
            try {
                deregister.invoke(of);
            } catch (IOException | RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
