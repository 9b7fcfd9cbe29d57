package tandem.core.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one configuration key: the YAML reader, the generated references and the JSON Schema all read this. The key's
 * name is the record component's in kebab-case unless {@link #name} says otherwise.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
    /** What {@link #fallback} is when the key must be given. */
    String REQUIRED = "<required>";

    /** What the key does, as a sentence for the operator. */
    String doc();

    /** The default in configuration syntax; empty for an absent optional, an empty list or an empty map. */
    String fallback() default REQUIRED;

    /** A value as an operator would write it; may be empty where the default shows it. */
    String example() default "";

    /** The key's name where it differs from the component's. */
    String name() default "";

    /** The allowed range in words, such as {@code 1..100}; empty where the type says it. */
    String range() default "";

    /** Whether one entry of a list may stand without the list around it. */
    boolean lone() default false;
}
