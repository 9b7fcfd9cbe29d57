package tandem.core.access;

import java.util.Locale;

/** What somebody may do with a node; each may what the one before it may. */
public enum AccessRole {
    /** Looks at everything and changes nothing. */
    VIEWER,
    /** Also operates the pair: members, balancers, switchover, maintenance, reload. */
    OPERATOR,
    /** Also does what can harm the installation or changes its configuration. */
    ADMIN;

    /** Whether who has this role may do what needs the other. */
    public boolean covers(AccessRole needed) {
        return compareTo(needed) >= 0;
    }

    /** The word that people type. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
