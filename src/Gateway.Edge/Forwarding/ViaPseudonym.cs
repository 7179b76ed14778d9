using System.Security.Cryptography;

namespace Gateway.Edge.Forwarding;

/// <summary>By what name <c>Via</c> tells of this edge (RFC 9110 §7.6.3): no other has it, so that it knows its own requests when they come back.</summary>
internal sealed class ViaPseudonym
{
    /// <summary>The name, a token.</summary>
    public string Name { get; } = "gateway-" + RandomNumberGenerator.GetHexString(16, lowercase: true);
}
