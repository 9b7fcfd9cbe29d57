/** Samples and fakes that other modules' tests use too. */
package tandem.core;
