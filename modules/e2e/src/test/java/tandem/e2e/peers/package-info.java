/**
 * The balancers that people use today, each as a reverse proxy on loopback addresses, configured as its documentation shows it.
 * Start at {@link tandem.e2e.peers.Peer}.
 */
package tandem.e2e.peers;
