using System.Buffers.Text;
using System.Security.Cryptography;

namespace Gateway.Configuration;

/// <summary>API keys of publishers.</summary>
internal static class PublisherKey
{
    public const string DigestPrefix = "sha256:";

    /// <summary>What is wrong with a configured key; null for nothing. Never repeats the key.</summary>
    public static string? Problem(string key)
    {
        if (key.StartsWith(DigestPrefix, StringComparison.OrdinalIgnoreCase))
        {
            var digest = key.AsSpan(DigestPrefix.Length);
            return digest.Length == 64 && !digest.ContainsAnyExcept("0123456789abcdefABCDEF") ? null : "sha256: must be followed by 64 hexadecimal digits";
        }

        return key.Length < 16 || key.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? "must be at least 16 visible ASCII characters, or sha256: and 64 hexadecimal digits"
            : null;
    }

    /// <summary>A new key of 256 random bits, in characters that need no quoting.</summary>
    public static string Create() => "gw_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
