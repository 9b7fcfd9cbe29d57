/**
 * What the demo, the drill and the end-to-end tests run beside the nodes: an application to balance ({@link DemoMember}) and
 * a client that notices every failed request ({@link DemoClient}). Only the JDK; nothing of a node depends on it.
 */
@NullMarked
package tandem.app.demo;

import org.jspecify.annotations.NullMarked;
