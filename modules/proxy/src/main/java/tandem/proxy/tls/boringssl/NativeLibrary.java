package tandem.proxy.tls.boringssl;

import io.netty.internal.tcnative.Library;
import io.netty.internal.tcnative.SSL;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** Loads BoringSSL once, when somebody first asks. Any thread. */
public final class NativeLibrary {
    private NativeLibrary() {}

    private static final class Loaded {
        static final String PROBLEM = load();
    }

    /** Why it is not there, as a sentence; empty if it is. The first call reads a file. */
    public static String problem() {
        return Loaded.PROBLEM;
    }

    /** What is loaded, such as {@code BoringSSL}. */
    public static String version() {
        return SSL.versionString();
    }

    @SuppressWarnings("restricted")
    private static String load() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = machine();
        if (!os.equals("linux") || machine.isEmpty()) {
            return "there is none for " + os + " on " + System.getProperty("os.arch");
        }
        String name = "libnetty_tcnative_linux_" + machine;
        try {
            Path file = Files.createTempFile(name, ".so");
            try {
                copy("META-INF/native/" + name + ".so", file);
                System.load(file.toString());
            } finally {
                // the library stays mapped
                Files.delete(file);
            }
            return Library.initialize("provided", null) ? "" : name + " does not start";
        } catch (Exception | LinkageError e) {
            return name + " cannot be loaded: " + e.getMessage();
        }
    }

    private static String machine() {
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "aarch_64";
            default -> "";
        };
    }

    private static void copy(String resource, Path file) throws IOException {
        ClassLoader loader = NativeLibrary.class.getClassLoader();
        try (InputStream in = loader == null ? null : loader.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("the jar netty-tcnative-boringssl-static for this machine is missing");
            }
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
