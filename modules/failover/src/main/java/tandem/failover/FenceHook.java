package tandem.failover;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.failover.Consent.FenceCommand;
import tandem.failover.hook.HookCommand;
import tandem.failover.hook.HookCommand.Ran;

/**
 * Asks the operator's fence command whether a silent node is dead, on a thread of its own. Exit code 0 means that it is and that it
 * cannot come back by itself with the addresses; anything else, that nobody knows.
 */
final class FenceHook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FenceHook.class);
    private static final int QUEUED = 16;

    private final HookCommand command;
    private final Consumer<String> confirmed;
    private final BlockingQueue<String> questions = new ArrayBlockingQueue<>(QUEUED);
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    /** @param confirmed told the name of each node that is dead, on this hook's thread */
    FenceHook(FenceCommand command, Consumer<String> confirmed) {
        this.command = new HookCommand(command.command(), command.limit());
        this.confirmed = confirmed;
        this.thread = Thread.ofPlatform().name("tandem-fence-hook").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Asks soon; a node that is being asked about already is not asked about twice. Any thread, never blocks. */
    void ask(String node) {
        if (open.add(node) && !questions.offer(node)) {
            open.remove(node);
            LOG.warn("the fence command is busy; not asked about {}", node);
        }
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                String node = questions.take();
                answer(node);
                open.remove(node);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void answer(String node) {
        LOG.warn("asking {} whether {} is dead", command.program(), node);
        Ran ran = command.run(List.of(node));
        if (ran instanceof Ran.Ended(int exitCode, String _) && exitCode == 0) {
            LOG.warn("{} confirms that {} is dead: {}", command.program(), node, ran.sentence());
            confirmed.accept(node);
        } else {
            LOG.error(
                    "{} does not confirm that {} is dead: {}; nobody takes over before it does, or before {} answers again",
                    command.program(),
                    node,
                    ran.sentence(),
                    node);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
