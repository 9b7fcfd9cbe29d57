package tandem.admin.metrics;

import static tandem.admin.metrics.MetricDoc.counter;
import static tandem.admin.metrics.MetricDoc.gauge;

import java.util.List;
import tandem.admin.metrics.MetricCatalogue.Area;

/** What the data plane registers: requests, connections, what waits and what is refused. */
final class RequestMetrics {
    static final Area AREA = new Area(
            "Requests",
            "What clients of this node met.",
            List.of(
                    counter(
                            "tandem_proxy_requests_total",
                            "Requests answered, by the class of the answer; gone: the client left before one.",
                            "balancer",
                            "code"),
                    new MetricDoc(
                            "tandem_proxy_request_duration_seconds",
                            MetricDoc.Type.HISTOGRAM,
                            List.of("balancer"),
                            "From the end of a request's head to the end of its response."),
                    gauge(
                            "tandem_proxy_request_duration_seconds_max",
                            "The longest of them within the last minutes.",
                            "balancer"),
                    counter(
                            "tandem_proxy_retries_total",
                            "Requests sent again to another member for the status of one (sent), and those that the budget kept from"
                                    + " it (over-budget).",
                            "balancer",
                            "outcome"),
                    gauge("tandem_proxy_client_connections", "Open connections of clients."),
                    counter(
                            "tandem_proxy_client_connections_refused_total",
                            "Connections closed at once because client-limits allows no more."),
                    counter(
                            "tandem_proxy_client_accepts_paused_total",
                            "Times that new clients were left in the kernel's queue because an I/O thread was late."),
                    new MetricDoc(
                            "tandem_proxy_loop_lag_seconds",
                            MetricDoc.Type.HISTOGRAM,
                            List.of(),
                            "How much later than asked for the I/O threads come to a task, tried ten times a second on each."),
                    gauge("tandem_proxy_loop_lag_seconds_max", "The longest of them within the last minutes."),
                    counter(
                            "tandem_access_log_lines_total",
                            "Lines of access logs: written; dropped, because the disk was slower than the requests; lost, because"
                                    + " it refused.",
                            "outcome"),
                    counter("tandem_proxy_http2_streams_total", "Requests that came by HTTP/2."),
                    counter(
                            "tandem_proxy_http2_resets_total",
                            "Streams of HTTP/2 that were ended early: by the client or this node, and why; answered: the rest of"
                                    + " the request was not wanted; login: the client has to come by HTTP/1.1 for it.",
                            "by",
                            "reason"),
                    counter(
                            "tandem_proxy_http2_connection_errors_total",
                            "Connections of HTTP/2 that this node ended because of what the client sent; reset-flood,"
                                    + " control-flood, header-flood: too much that is cheap to send.",
                            "reason"),
                    counter("tandem_proxy_http2_member_streams_total", "Requests that went to members by HTTP/2."),
                    counter(
                            "tandem_proxy_http2_member_resets_total",
                            "Streams of HTTP/2 to members that were ended early: by the member, and the error it gave"
                                    + " (refused-stream: it takes no more at the moment), or by this node: cancel, malformed (the"
                                    + " answer is no HTTP).",
                            "by",
                            "reason"),
                    counter(
                            "tandem_proxy_http2_member_connection_errors_total",
                            "Connections of HTTP/2 to members that this node ended because of what the member sent.",
                            "reason"),
                    gauge("tandem_proxy_buffered_bytes", "Memory of the buffers that hold bytes under way."),
                    gauge("tandem_proxy_member_connections", "Open connections to members."),
                    gauge("tandem_proxy_member_connections_idle", "Those of them that carry no request."),
                    counter(
                            "tandem_proxy_protocol_connections_total",
                            "Connections to listeners with PROXY protocol by how they began: accepted (the header names a"
                                    + " client), sender (it says that the sender speaks for itself), malformed, late, gone"
                                    + " (it ended before), refused (from somebody who may not send one).",
                            "beginning"),
                    counter(
                            "tandem_proxy_tls_handshakes_total",
                            "TLS handshakes by who is at the other end (client, member) and how they ended: agreed, gone (the"
                                    + " other side left), failed (no agreement or no trust), late, overload, plain (HTTP in"
                                    + " clear text).",
                            "side",
                            "ending"),
                    gauge("tandem_proxy_tls_handshakes_waiting", "TLS handshakes that wait for a thread.")));

    static final Area LIMITS = new Area(
            "Waiting, limits and forward proxies",
            "Only of members with `limit.connections`, once one was used, and of nodes with `rate-limits`, `forward-proxies` or `heartbeats`.",
            List.of(
                    gauge(
                            "tandem_member_queue_length",
                            "Requests of this node that wait for one of its connections; of members with limit.connections, once one"
                                    + " was used.",
                            "balancer",
                            "member"),
                    new MetricDoc(
                            "tandem_member_queue_wait_seconds",
                            MetricDoc.Type.SUMMARY,
                            List.of("balancer", "member"),
                            "How long requests waited for one of its connections that got one."),
                    gauge(
                            "tandem_member_queue_wait_seconds_max",
                            "The longest of these waits within the last minutes.",
                            "balancer",
                            "member"),
                    counter(
                            "tandem_member_queue_refused_total",
                            "Requests that found too many waiting for its connections (full), or waited in vain (late).",
                            "balancer",
                            "member",
                            "reason"),
                    counter(
                            "tandem_forward_refused_total",
                            "Requests that a forward proxy refused, by cause: access, port, blocked, address (an own one), scheme.",
                            "cause"),
                    gauge(
                            "tandem_forward_tunnels",
                            "Open connections that clients asked a forward proxy for by CONNECT."),
                    counter(
                            "tandem_ftp_refused_total",
                            "Requests that got 503 because as many transfers by FTP were under way as may be (ftp.transfers)."),
                    gauge("tandem_ftp_transfers", "Transfers by FTP that are under way."),
                    counter(
                            "tandem_heartbeats_total",
                            "Announcements of load (heartbeats) by what became of them: counted, stranger (from no member's address, or not"
                                    + " from one of the senders), malformed.",
                            "outcome"),
                    counter(
                            "tandem_proxy_limited_total",
                            "Requests turned away (429) by a rate limit; from the first one on.",
                            "limit")));

    static final Area TRACES = new Area(
            "Traces",
            "Only of nodes with `tracing`.",
            List.of(
                    counter(
                            "tandem_trace_spans_total",
                            "Spans by what became of them: sent; dropped, because too many waited; failed, because the collector took"
                                    + " them not.",
                            "outcome"),
                    gauge("tandem_trace_queue_length", "Spans that wait for the collector.")));

    static final Area COMPRESSION = new Area(
            "Compression",
            "Only of nodes that have compressed a response.",
            List.of(
                    counter("tandem_proxy_compressed_total", "Responses that were compressed."),
                    counter("tandem_proxy_compression_input_bytes_total", "Bytes of their bodies before."),
                    counter("tandem_proxy_compression_output_bytes_total", "Bytes of their bodies after."),
                    counter(
                            "tandem_proxy_compression_skipped_total",
                            "Responses that went as they are, because too many were being compressed at the time.")));

    private RequestMetrics() {}
}
