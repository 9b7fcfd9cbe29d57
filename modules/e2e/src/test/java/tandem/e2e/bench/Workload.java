package tandem.e2e.bench;

import tandem.e2e.bench.Candidate.Entry;

/**
 * What clients ask for again and again; each as soon as its last request is answered.
 *
 * @param name for the report
 * @param connections how many clients ask at the same time
 * @param script what wrk is told besides, in Lua; empty for a plain GET
 * @param by what makes the load
 */
record Workload(String name, String path, int connections, Entry entry, String script, Generator by) {

    /** How many requests run at once on one connection of HTTP/2. */
    static final int STREAMS = 10;

    /** A program that makes load. */
    enum Generator {
        WRK,
        /** HTTP/2, {@link #STREAMS} at once on each connection. */
        H2LOAD,
        /** {@code openssl s_time}: each request on a new connection, whose keys are agreed on anew. */
        FULL_HANDSHAKES,
        /** The same, each connection but the first resumes a session. */
        RESUMED_HANDSHAKES
    }

    private Workload(String name, String path, int connections, Entry entry, String script) {
        this(name, path, connections, entry, script, Generator.WRK);
    }

    static Workload get(String name, String path, int connections) {
        return new Workload(name, path, connections, Entry.PLAIN, "");
    }

    /** Each connection asks for {@link #STREAMS} at once. */
    static Workload streams(String name, String path, int connections) {
        return new Workload(name, path, connections, Entry.HTTP2, "", Generator.H2LOAD);
    }

    /** Whether it goes by TLS. */
    boolean secure() {
        return entry == Entry.TLS || entry == Entry.HTTP2;
    }

    Workload at(Entry other, String newName) {
        return new Workload(newName, path, connections, other, script, by);
    }

    static Workload closing(String name, int connections) {
        return new Workload(name, "/small", connections, Entry.PLAIN, "wrk.headers['Connection'] = 'close'\n");
    }

    /** @param clients each has one connection after the other */
    static Workload handshakes(String name, int clients, Generator by) {
        return new Workload(name, "/small", clients, Entry.TLS, "", by);
    }

    static Workload post(String name, int bytes, int connections) {
        return new Workload(
                name,
                "/small",
                connections,
                Entry.PLAIN,
                "wrk.method = 'POST'\nwrk.body = string.rep('x', " + bytes + ")\n");
    }

    /** A body in chunks of 16 KiB. */
    static Workload postChunked(String name, int chunks, int connections) {
        return new Workload(name, "/small", connections, Entry.PLAIN, """
                local chunk = '4000\\r\\n' .. string.rep('x', 16384) .. '\\r\\n'
                local whole = 'POST /small HTTP/1.1\\r\\nHost: localhost\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n'
                  .. string.rep(chunk, %d) .. '0\\r\\n\\r\\n'
                function request() return whole end
                """.formatted(chunks));
    }
}
