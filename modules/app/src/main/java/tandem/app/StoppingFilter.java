package tandem.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.RejectedExecutionException;

/**
 * Leaves out what XNIO says, with a trace for each, of connections that had been accepted when its threads ended: a node that stops says so
 * itself. Named in logback.xml. Any thread.
 */
public final class StoppingFilter extends Filter<ILoggingEvent> {
    private static final String LIBRARY = "org.xnio";

    @Override
    public FilterReply decide(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        boolean late = event.getLoggerName().startsWith(LIBRARY)
                && thrown != null
                && thrown.getClassName().equals(RejectedExecutionException.class.getName());
        return late ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
