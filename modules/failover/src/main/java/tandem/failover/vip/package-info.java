/**
 * Puts virtual addresses on this machine and takes them away: by netlink and ARP through foreign functions ({@code
 * NetlinkVip}), or by owning the listening port ({@code BindVip}). Start reading in {@link VipProvider}; {@link
 * VipProviders} makes the providers from the configuration.
 */
@NullMarked
package tandem.failover.vip;

import org.jspecify.annotations.NullMarked;
