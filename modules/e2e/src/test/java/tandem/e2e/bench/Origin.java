package tandem.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tandem.e2e.Distribution;
import tandem.e2e.RunningProcess;
import tandem.e2e.peers.Peer;

/** The members behind every candidate: one nginx that listens on many loopback addresses. */
final class Origin implements AutoCloseable {
    private final RunningProcess process;
    private final int port;

    private Origin(RunningProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    private static String address(int index) {
        return "127.20." + index / 250 + "." + (index % 250 + 1);
    }

    static Origin start(Path directory, int members) {
        int port = Distribution.freePort();
        int direct = Distribution.freePort();
        try {
            Files.createDirectories(directory.resolve("www"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Distribution.write(directory.resolve("www/4k"), "x".repeat(4 << 10));
        Distribution.write(directory.resolve("www/64k"), "x".repeat(64 << 10));
        Distribution.write(directory.resolve("www/1m"), "x".repeat(1 << 20));
        String listens = IntStream.range(0, members)
                .mapToObj(index -> "    listen " + address(index) + ":" + port + ";\n")
                .collect(Collectors.joining());
        Distribution.write(directory.resolve("origin.conf"), """
                user root;
                daemon off;
                worker_processes 1;
                worker_rlimit_nofile 19000;
                pid %1$s/origin.pid;
                error_log %1$s/error.log;
                events { worker_connections 16384; }
                http {
                  client_body_temp_path %1$s/client;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  access_log off;
                  sendfile on;
                  open_file_cache max=10;
                  keepalive_requests 1000000000;
                  keepalive_timeout 600;
                  client_max_body_size 0;
                  server {
                    listen 127.0.0.1:%2$d;
                %3$s    root %1$s/www;
                    location = /small { return 200 "thirty-five bytes of a small answer"; }
                  }
                }
                """.formatted(directory, direct, listens));
        List<String> line = List.of(
                "/usr/sbin/nginx",
                "-p",
                directory.toString(),
                "-e",
                directory.resolve("error.log").toString(),
                "-c",
                directory.resolve("origin.conf").toString());
        Origin origin = new Origin(RunningProcess.launch(line, false, directory.resolve("origin.log")), port);
        try {
            Peer.awaitPort(direct);
            return origin;
        } catch (RuntimeException e) {
            origin.close();
            throw e;
        }
    }

    /** HOST:PORT of the first members. */
    List<String> members(int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> address(index) + ":" + port)
                .toList();
    }

    @Override
    public void close() {
        process.close();
    }
}
