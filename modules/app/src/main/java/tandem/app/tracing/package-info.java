/**
 * Spans of requests on their way to an OpenTelemetry collector: made by OpenTelemetry's SDK, sent by OTLP over HTTP. The one place
 * that knows the SDK. Start at {@link tandem.app.tracing.OtlpTraces}.
 */
@NullMarked
package tandem.app.tracing;

import org.jspecify.annotations.NullMarked;
