using System.ComponentModel.DataAnnotations;

namespace Gateway.Grains.Silos;

/// <summary>How this silo takes part in a cluster: <c>Gateway:Silo</c>; the other keys of the section are the executable's own.</summary>
public sealed class JoinOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway:Silo";

    /// <summary>What silos tell each other the address of their origin by.</summary>
    public const string AddressKey = "gateway.origin";

    /// <summary>
    /// How long a silo that joins others is given no grains, so that edges can open its stream of changes first: 00:00:00 to
    /// 00:05:00; default 00:00:10. The same on every silo.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan JoinDelay { get; set; } = TimeSpan.FromSeconds(10);
}
