package tandem.core.config;

import java.nio.file.Path;
import java.util.Optional;

/** Which requests are traced, and the collector that gets their spans by OTLP. */
public record TracingConfig(
        @Key(
                doc =
                        "Where the collector takes OTLP over HTTP (http/protobuf); without a path, at `/v1/traces`. https trusts the"
                                + " authorities of `ca`.",
                example = "http://127.0.0.1:4318")
        CollectorUrl endpoint,

        @Key(
                doc =
                        "How many of the requests that belong to no trace begin one, in per cent. Those of a trace (traceparent) are"
                                + " recorded if their caller records it.",
                fallback = "1%")
        Share sample,

        @Key(doc = "What the installation is called there (service.name).", fallback = "tandem")
        String serviceName,

        @Key(
                doc =
                        "A file with fields for the collector, NAME: VALUE a line, such as a token. Nobody else may read it (0600"
                                + " or 0640). Read at the start.",
                fallback = "",
                example = "/etc/tandem/otlp.headers")
        Optional<Path> headersFile,

        @Key(
                doc =
                        "With https: a PEM file with the authorities that sign the collector's certificate; default: those that Java"
                                + " trusts.",
                fallback = "",
                example = "/etc/tandem/tls/ca.pem")
        Optional<Path> ca,

        @Key(
                doc = "How many spans wait for the collector at most; what comes beyond is dropped and counted.",
                fallback = "2048",
                range = "100..100000")
        int queue) {}
