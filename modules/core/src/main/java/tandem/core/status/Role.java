package tandem.core.status;

import java.util.Collection;
import java.util.List;

/** What a node is to the virtual addresses. */
public enum Role {
    /** Not yet taking part. */
    STARTING,
    /** Would take the virtual addresses. */
    STANDBY,
    /** Holds the virtual addresses. */
    ACTIVE,
    /** Runs alone, without cluster and virtual addresses. */
    SINGLE,
    /** Is leaving. */
    STOPPING;

    /**
     * What a node is that has these roles, each to one group of addresses: active if it is to any; else stopping or starting if it
     * is to any; else standby. A node without groups stands by.
     */
    public static Role together(Collection<Role> roles) {
        for (Role strongest : List.of(ACTIVE, SINGLE, STOPPING, STARTING)) {
            if (roles.contains(strongest)) {
                return strongest;
            }
        }
        return STANDBY;
    }

    /** The word that people read. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
