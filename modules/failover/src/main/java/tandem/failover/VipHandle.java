package tandem.failover;

import tandem.core.config.VipConfig;
import tandem.failover.vip.VipProvider;

/** A virtual address together with what shows and hides it; the provider is closed with the node. */
public record VipHandle(VipConfig config, VipProvider provider) {}
