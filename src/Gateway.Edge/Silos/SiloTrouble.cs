using System.Collections.Concurrent;
using Gateway.Trust;
using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Silos;

/// <summary>Silos that take this edge for none of their cluster, or are taken for none. Thread-safe; as large as the cluster.</summary>
internal sealed class SiloTrouble(TimeProvider time, ILogger<SiloTrouble> logger)
{
    private readonly ConcurrentDictionary<string, string> _reasons = new(StringComparer.OrdinalIgnoreCase);
    private readonly OnceAMinute _telling = new(time);

    /// <summary>One of them and why, in words; null where there is none.</summary>
    public string? Current => _reasons.IsEmpty ? null : _reasons.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"silo {r.Key} {r.Value}").FirstOrDefault();

    /// <summary>It happened, and is told once a minute.</summary>
    public void Met(string silo, string reason)
    {
        _reasons[silo] = reason;
        if (_telling.IsDue(out var times))
            Log.SiloDistrusts(logger, silo, reason, times);
    }

    /// <summary>A silo has answered.</summary>
    public void Over(string silo)
    {
        if (!_reasons.IsEmpty)
            _reasons.TryRemove(silo, out _);
    }
}
