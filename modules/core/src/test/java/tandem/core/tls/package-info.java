@org.jspecify.annotations.NullMarked
package tandem.core.tls;
