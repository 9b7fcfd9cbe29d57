package tandem.failover.vip;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.Outcome;
import tandem.failover.hook.HookCommand;
import tandem.failover.hook.HookCommand.Ran;

/**
 * An address that a command of the operator's moves, for clouds and routed networks. The command may take seconds, so it runs on a
 * thread of its own, one call at a time, always for the newest wish; meanwhile the lease is renewed as ever. See
 * docs/reference/exec-provider.md for what the command promises.
 */
final class ExecVip implements VipProvider {
    private static final Logger LOG = LoggerFactory.getLogger(ExecVip.class);
    private static final long GLANCE_MILLIS = 40;
    /** Deliberate: not for ever, since a command that moves the address takes it from a frozen owner too. */
    private static final long LIFETIME_NANOS = TimeUnit.DAYS.toNanos(1);

    private static final long CLOSE_MILLIS = 2_000;

    private final String address;
    private final HookCommand command;
    private final Duration limit;
    private final Object lock = new Object();
    private @Nullable Wish wish;
    private @Nullable Wish done;
    private Outcome outcome = new Outcome.Done("the command was not called yet");
    private @Nullable Thread thread;
    private boolean closed;
    private long term;

    /** What the command is to do; two wishes are never the same. */
    private static final class Wish {
        private final String verb;
        private final long term;

        Wish(String verb, long term) {
            this.verb = verb;
            this.term = term;
        }
    }

    ExecVip(String address, List<String> command, Duration limit) {
        this.address = address;
        this.command = new HookCommand(command, limit);
        this.limit = limit;
    }

    @Override
    public Outcome preflight() {
        return command.runnable()
                ? new Outcome.Done(command.program() + " is there")
                : new Outcome.Refused(command.program() + ", which moves " + address
                        + ", does not exist or may not be executed; install it and chmod +x it");
    }

    @Override
    public void cleanUp() {
        want("hide");
    }

    @Override
    public Outcome silent(BooleanSupplier goOn) {
        return new Outcome.Done("who has " + address + " is for the command to know");
    }

    @Override
    public void expect(long nextTerm) {
        term = nextTerm;
    }

    @Override
    public Outcome show() {
        Wish wanted = want("take");
        return glance(wanted) ? outcome() : new Outcome.Done(command.program() + " is taking " + address);
    }

    @Override
    public Outcome renew() {
        synchronized (lock) {
            if (wish == null || !wish.verb.equals("take")) {
                return new Outcome.Refused(address + " is not taken, so there is nothing to renew; show it first");
            }
            return done == wish ? outcome : new Outcome.Done(command.program() + " is taking " + address);
        }
    }

    @Override
    public void announce() {
        LOG.trace("{} is announced by its command, if at all", address);
    }

    @Override
    public Outcome hide() {
        Wish wanted;
        synchronized (lock) {
            boolean pending =
                    wish != null && wish.verb.equals("hide") && (done != wish || outcome instanceof Outcome.Done);
            wanted = pending ? Objects.requireNonNull(wish) : null;
        }
        if (wanted == null) {
            wanted = want("hide");
        }
        return glance(wanted)
                ? outcome()
                : new Outcome.Refused(command.program() + " is still hiding " + address + "; waiting for it");
    }

    private Outcome outcome() {
        synchronized (lock) {
            return outcome;
        }
    }

    /** Asks for a call; the newest wish wins. */
    private Wish want(String verb) {
        synchronized (lock) {
            wish = new Wish(verb, term);
            if (thread == null && !closed) {
                thread = Thread.ofPlatform().name("tandem-vip-command").daemon().start(this::run);
            }
            lock.notifyAll();
            return wish;
        }
    }

    /** Whether the call has ended, after waiting for a moment. */
    private boolean glance(Wish wanted) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GLANCE_MILLIS);
        synchronized (lock) {
            try {
                for (long left = GLANCE_MILLIS;
                        done != wanted && left > 0;
                        left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
                    lock.wait(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return done == wanted;
        }
    }

    private void run() {
        while (true) {
            Wish next;
            synchronized (lock) {
                while (wish == done && !closed) {
                    try {
                        lock.wait();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return;
                    }
                }
                if (wish == done || wish == null) {
                    return;
                }
                next = wish;
            }
            Outcome result = call(next);
            synchronized (lock) {
                done = next;
                outcome = result;
                lock.notifyAll();
            }
        }
    }

    private Outcome call(Wish next) {
        Ran ran = command.run(List.of(next.verb, address, Long.toString(next.term)));
        String call = command.program() + " " + next.verb + " " + address + " " + next.term;
        if (ran instanceof Ran.Ended(int exitCode, String _) && exitCode == 0) {
            LOG.info("{}: done", call);
            return new Outcome.Done(call + ": done");
        }
        LOG.error("{} failed: {}", call, ran.sentence());
        return new Outcome.Refused(call + " failed: " + ran.sentence());
    }

    @Override
    public long lifetimeNanos() {
        return LIFETIME_NANOS;
    }

    @Override
    public String guarantee() {
        return address + " by " + command.program() + " (at most " + limit.toMillis()
                + " ms a call): nothing takes it from a dead node but the next node's call";
    }

    @Override
    public void close() {
        Wish last = want("hide");
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.min(CLOSE_MILLIS, limit.toMillis()));
            try {
                while (done != last && end - System.nanoTime() > 0) {
                    lock.wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
