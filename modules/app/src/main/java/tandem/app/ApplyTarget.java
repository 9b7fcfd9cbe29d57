package tandem.app;

import tandem.config.Loaded;
import tandem.core.config.TandemConfig;
import tandem.core.port.Outcome;

/** What a configuration is put into force on: this node's data plane. */
interface ApplyTarget {
    /** Whether it could be put into force without a restart, as far as that can be told without doing it; changes nothing. */
    Judgement judge(Loaded loaded);

    /** Puts it into force, all or nothing. */
    Outcome put(TandemConfig config);

    TandemConfig inForce();

    /** As {@link ConfigHash}. */
    String hash(TandemConfig config);

    /** @param hash of the configuration that would be in force; empty if it is refused */
    record Judgement(Outcome outcome, String hash) {}
}
