package tandem.failover.vip;

import tandem.core.port.NodeClock;

class FakeVipTest implements VipProviderContract {
    private final FakeVip fake = new FakeVip(NodeClock.SYSTEM, 3_600_000_000_000L);

    @Override
    public VipProvider vip() {
        return fake;
    }

    @Override
    public boolean held() {
        return fake.held();
    }
}
