using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests.Killing;

/// <summary>Kills a gateway at a moment told by what it has done, not by a clock: after so many acknowledgements, and so many bytes sent after those.</summary>
internal sealed class Trigger(GatewayProcess gateway, int acknowledgements, long bytes)
{
    private readonly Lock _gate = new();
    private int _acknowledged;
    private long _sent;
    private bool _pulled;

    public bool Pulled => Volatile.Read(ref _pulled);

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public void Acknowledge() => Count(1, 0);

    public void Send(long size) => Count(0, size);

    private void Count(int acknowledged, long sent)
    {
        lock (_gate)
        {
            _acknowledged += acknowledged;
            if (_acknowledged >= acknowledgements)
                _sent += sent;
            if (_pulled || _acknowledged < acknowledgements || _sent < bytes)
                return;

            _pulled = true;
            gateway.KillNow();
        }
    }
}
