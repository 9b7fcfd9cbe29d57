package tandem.failover;

import tandem.core.port.NodeClock;
import tandem.failover.vip.VipProvider;
import tandem.failover.vip.VipProviderContract;

class FakeVipTest implements VipProviderContract {
    private final FakeSegment segment = new FakeSegment(NodeClock.SYSTEM);
    private final FakeVip fake = new FakeVip(segment, "lb1", 3_600_000_000_000L);

    @Override
    public VipProvider vip() {
        return fake;
    }

    @Override
    public boolean held() {
        return segment.owners().contains("lb1");
    }
}
