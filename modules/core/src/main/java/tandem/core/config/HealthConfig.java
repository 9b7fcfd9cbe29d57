package tandem.core.config;

import java.time.Duration;
import java.util.Optional;
import tandem.core.health.Expectation;

/** How every node finds out whether a member is well, apart from traffic. Apache's parameters are named in each key's text. */
public record HealthConfig(
        @Key(
                doc =
                        "What is asked: tcp (a connection), options, head, get, with 11 in HTTP/1.1 (hcmethod); grpc: the service"
                                + " grpc.health.v1 of members by h2:// or h2c://.",
                fallback = "get11")
        HealthMethod method,

        @Key(
                doc =
                        "The path asked for, after the path of the member's URL (hcuri); with grpc the name of the service, empty for"
                                + " the server as a whole.",
                fallback = "\"\"",
                example = "/health")
        String path,

        @Key(
                doc = "How often it is asked; each time up to a tenth earlier or later (hcinterval).",
                fallback = "5s",
                range = "100ms..24h")
        Duration interval,

        @Key(
                doc = "How many passes in a row make a member that is down up again (hcpasses).",
                fallback = "2",
                range = "1..")
        int rise,

        @Key(doc = "How many failures in a row make it down (hcfails).", fallback = "3", range = "1..")
        int fall,

        @Key(
                doc =
                        "What the answer must be, on status, body (the first 64 KiB, of get alone) and header('NAME') (hcexpr);"
                                + " default: a status of 200 to 399.",
                fallback = "",
                example = "status == 200 && body =~ /UP/")
        Optional<Expectation> expect,

        @Key(
                doc =
                        "How long the whole answer may take; default: the member's connect-timeout and timeout together, at most 30s.",
                fallback = "",
                example = "2s",
                range = "1ms..24h")
        Optional<Duration> timeout,

        @Key(doc = "The Host field; default: that of the member's URL.", fallback = "", example = "www.example.com")
        Optional<String> host) {}
