package tandem.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server by FTP that does as it is told, well or badly, on a port of 127.0.0.1. */
final class StubFtp implements AutoCloseable {
    /** Sends what a data connection carries. */
    @FunctionalInterface
    interface Data {
        void send(OutputStream out) throws IOException;
    }

    /** Every command that came. */
    final List<String> commands = new CopyOnWriteArrayList<>();

    /** Replies in place of the usual ones, by verb, or by the whole command. */
    final Map<String, String> replies = new ConcurrentHashMap<>();

    final Map<String, byte[]> files = new ConcurrentHashMap<>();
    final List<String> directories = new CopyOnWriteArrayList<>(List.of("/", "pub"));
    volatile String greeting = "220 ready";
    volatile String features = "211 none";
    volatile String listing = "";
    volatile Data data = out -> {};
    volatile String afterwards = "226 done";
    private final ServerSocket control;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    StubFtp() throws IOException {
        control = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return control.getLocalPort();
    }

    StubFtp file(String name, String content) {
        files.put(name, content.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    private void accept() {
        while (!control.isClosed()) {
            try {
                Socket socket = control.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new Talk(socket).run();
        } catch (IOException e) {
            // the other side left
        }
    }

    private final class Talk {
        private final BufferedReader in;
        private final OutputStream out;
        private ServerSocket passive;

        Talk(Socket socket) throws IOException {
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            out = socket.getOutputStream();
        }

        private void say(String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        void run() throws IOException {
            if (greeting.isEmpty()) {
                in.readLine();
                return;
            }
            say(greeting);
            String line = in.readLine();
            while (line != null) {
                commands.add(line);
                String verb = line.split(" ")[0].toUpperCase(Locale.ROOT);
                String told = replies.getOrDefault(line, replies.get(verb));
                if (told == null) {
                    answer(verb, line.substring(Math.min(line.length(), verb.length() + 1)));
                } else {
                    say(told);
                }
                line = in.readLine();
            }
        }

        private void answer(String verb, String argument) throws IOException {
            switch (verb) {
                case "USER" -> say("331 and the password?");
                case "PASS" -> say("230 welcome");
                case "TYPE" -> say("200 so be it");
                case "CWD" -> say(directories.contains(argument) ? "250 there" : "550 no such directory");
                case "SIZE" -> {
                    byte[] file = files.get(argument);
                    say(file == null ? "550 no such file" : "213 " + file.length);
                }
                case "MDTM" -> say(files.containsKey(argument) ? "213 20251127200600" : "550 no such file");
                case "FEAT" -> say(features);
                case "SYST" -> say("215 UNIX Type: L8");
                case "EPSV" -> {
                    listen();
                    say("229 here (|||" + passive.getLocalPort() + "|)");
                }
                case "PASV" -> {
                    listen();
                    int port = passive.getLocalPort();
                    say("227 there (192,0,2,1," + (port >> 8) + "," + (port & 0xff) + ")");
                }
                case "RETR" -> {
                    byte[] file = files.get(argument);
                    if (file == null) {
                        say("550 no such file");
                    } else {
                        transfer(to -> {
                            to.write(file);
                            data.send(to);
                        });
                    }
                }
                case "LIST", "MLSD" -> transfer(to -> to.write(listing.getBytes(StandardCharsets.ISO_8859_1)));
                case "QUIT" -> say("221 bye");
                default -> say("500 what?");
            }
        }

        private void listen() throws IOException {
            passive = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
        }

        private void transfer(Data content) throws IOException {
            say("150 here it comes");
            try (Socket socket = passive.accept()) {
                open.add(socket);
                content.send(socket.getOutputStream());
            }
            passive.close();
            say(afterwards);
        }
    }

    @Override
    public void close() {
        try {
            control.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
