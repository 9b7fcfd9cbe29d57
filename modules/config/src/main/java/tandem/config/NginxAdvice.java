package tandem.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What to do about the statements of an nginx.conf that are not carried over; and which are. */
final class NginxAdvice {
    private static final Set<String> CARRIED = Set.of(
            "upstream",
            "server",
            "location",
            "listen",
            "server_name",
            "ssl_certificate",
            "ssl_certificate_key",
            "ssl_protocols",
            "ssl_stapling",
            "ssl_stapling_responder",
            "http2",
            "return",
            "rewrite",
            "proxy_pass",
            "proxy_set_header",
            "proxy_connect_timeout",
            "proxy_read_timeout",
            "proxy_next_upstream",
            "proxy_next_upstream_tries",
            "proxy_redirect",
            "add_header",
            "client_max_body_size",
            "client_header_timeout",
            "client_body_timeout",
            "keepalive_timeout",
            "allow",
            "deny",
            "include",
            "http",
            "events");
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "proxy_http_version",
            "sendfile",
            "tcp_nopush",
            "tcp_nodelay",
            "types_hash_max_size",
            "default_type",
            "server_names_hash_bucket_size",
            "server_names_hash_max_size",
            "types",
            "ssl_prefer_server_ciphers",
            "ssl_stapling_verify",
            "ssl_trusted_certificate");
    private static final Map<String, String> ADVICE = new HashMap<>();

    static {
        put("access-log says where a line for each request goes and what it holds", "access_log", "log_format");
        put("messages go to the journal", "error_log");
        put("the service's unit says who runs it (docs/deploy/systemd.md)", "user", "pid", "daemon", "load_module");
        put("there is a thread for each core", "worker_processes", "worker_connections", "worker_rlimit_nofile");
        put("write listeners.NAME.tls.ciphers, by IANA names", "ssl_ciphers", "ssl_conf_command");
        put("sessions are resumed without settings", "ssl_session_cache", "ssl_session_timeout", "ssl_session_tickets");
        put("keys are agreed on by elliptic curves", "ssl_dhparam", "ssl_ecdh_curve");
        put(
                "write listeners.NAME.client-certificates",
                "ssl_client_certificate",
                "ssl_verify_client",
                "ssl_verify_depth");
        put(
                "responses are passed on as members send them",
                "gzip",
                "gzip_types",
                "gzip_vary",
                "gzip_proxied",
                "brotli");
        put("responses are passed on as members send them", "gzip_comp_level", "gzip_min_length", "proxy_cache");
        put(
                "nothing is cached",
                "proxy_cache_path",
                "proxy_cache_valid",
                "proxy_cache_key",
                "expires",
                "proxy_cache_bypass");
        put("bodies are passed on as they come", "proxy_buffering", "proxy_request_buffering", "proxy_buffers");
        put(
                "bodies are passed on as they come",
                "proxy_buffer_size",
                "proxy_busy_buffers_size",
                "proxy_max_temp_file_size");
        put("a member's timeout holds both ways", "proxy_send_timeout");
        put("client-timeouts.idle holds both ways", "send_timeout");
        put("no rates are limited; client-limits has the limits of connections", "limit_req", "limit_req_zone");
        put("client-limits has the limits of connections", "limit_conn", "limit_conn_zone", "limit_rate");
        put("write sites[].rules[].error-pages, and error-override for members' errors", "error_page");
        put("write sites[].rules[].error-override", "proxy_intercept_errors");
        put("write client-address with internal-proxies", "set_real_ip_from", "real_ip_header", "real_ip_recursive");
        put("write balancers.NAME.tls", "proxy_ssl_verify", "proxy_ssl_trusted_certificate", "proxy_ssl_name");
        put("write balancers.NAME.tls", "proxy_ssl_server_name", "proxy_ssl_certificate", "proxy_ssl_certificate_key");
        put("write source-address of the balancer", "proxy_bind");
        put("write sites[].rules[].cookie-paths and cookie-domains", "proxy_cookie_path", "proxy_cookie_domain");
        put("write sites[].rules[].response-fields with do: unset", "proxy_hide_header", "proxy_pass_header");
        put("write sites[].rules[].variables, and a value with %{NAME}e", "map", "geo", "set", "split_clients");
        put("conditions are written as sites[].rewrites[].when, or as `test` of a field", "if");
        put(
                "names are resolved by the machine's resolver, each member's every resolve-every",
                "resolver",
                "resolver_timeout");
        put("TCP and UDP are not balanced here; let nginx keep them on ports of their own", "stream", "mail");
        put("users of applications are the members' business", "auth_basic", "auth_basic_user_file", "auth_request");
        put("the status is at admin.listen, and for Prometheus at metrics.listen", "stub_status", "status_zone");
        put(
                "no files are served; keep a web server for them as a member",
                "root",
                "alias",
                "index",
                "try_files",
                "autoindex");
        put(
                "only HTTP members are spoken to",
                "fastcgi_pass",
                "uwsgi_pass",
                "scgi_pass",
                "memcached_pass",
                "grpc_pass");
        put("client-limits has the limits of heads", "large_client_header_buffers", "client_header_buffer_size");
        put("nothing tells the version", "server_tokens");
    }

    private NginxAdvice() {}

    private static void put(String text, String... names) {
        for (String name : names) {
            if (ADVICE.put(name, text) != null) {
                throw new IllegalStateException(name + " has two rows");
            }
        }
    }

    /** What to do about a statement; empty if it is carried over, or says what is so in any case. */
    static Optional<String> of(String name) {
        return CARRIED.contains(name) || WITHOUT_EFFECT.contains(name)
                ? Optional.empty()
                : Optional.of(ADVICE.getOrDefault(name, "see whether what clients get depends on it"));
    }
}
