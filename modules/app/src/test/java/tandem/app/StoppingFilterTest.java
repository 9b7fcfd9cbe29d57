package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

final class StoppingFilterTest {
    private final StoppingFilter filter = new StoppingFilter();
    private final LoggerContext context = new LoggerContext();

    private FilterReply reply(String logger, Throwable thrown) {
        return filter.decide(
                new LoggingEvent("", context.getLogger(logger), Level.ERROR, "a task failed", thrown, new Object[0]));
    }

    @Test
    void late_tasks_of_the_library_alone_are_left_out() {
        assertThat(reply("org.xnio.nio", new RejectedExecutionException("Thread is terminating")))
                .isEqualTo(FilterReply.DENY);
        assertThat(reply("org.xnio.nio", new IllegalStateException("a fault"))).isEqualTo(FilterReply.NEUTRAL);
        assertThat(reply("tandem.app.Node", new RejectedExecutionException("a fault")))
                .isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void log_of_the_program_has_it() throws Exception {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(getClass().getResource("/logback.xml"));

        assertThat(context.getLogger("ROOT").getAppender("LOG").getCopyOfAttachedFiltersList())
                .extracting(Filter::getClass)
                .asString()
                .contains(StoppingFilter.class.getName());
        context.stop();
    }
}
