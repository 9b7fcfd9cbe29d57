package tandem.core.port;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says which thread calls a method; what it does must not block where that thread may not. */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface RunsOn {
    Lane value();

    /** The threads of a node. */
    enum Lane {
        /** Data plane; never blocks. */
        IO,
        /** The one election thread; never blocks. */
        ELECTION,
        /** The one thread that changes kernel state for virtual addresses. */
        VIP,
        /** Name resolution and probes. */
        HEALTH,
        /** JGroups' callbacks: translate, enqueue, return. */
        JGROUPS,
        /** Hazelcast's callbacks: translate, enqueue, return. */
        HAZELCAST,
        /** Publishes shared state; may block. */
        SHARING,
        /** Admin requests; may block. */
        ADMIN
    }
}
