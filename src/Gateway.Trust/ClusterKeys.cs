using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Trust;

/// <summary>What a proof of the cluster's key is worth.</summary>
public enum ProofVerdict
{
    /// <summary>Who made it knows the key, and made it for this request just now.</summary>
    Good,

    /// <summary>There is none, or it was made with another key or for another request.</summary>
    Wrong,

    /// <summary>It was made with the key for such a request, but too long ago or in the future.</summary>
    OutOfTime,
}

/// <summary>
/// The keys of a cluster, which are proved and never sent: a request carries an HMAC (RFC 2104, SHA-256) of what it asks and when,
/// <c>{seconds since 1970}.{base64url}</c>. Who overhears one can send the same request again for <see cref="Window"/>, and nothing
/// else; that nobody overhears or changes anything only TLS sees to. Immutable.
/// </summary>
public sealed class ClusterKeys
{
    /// <summary>How far the clocks of who proves and who checks may be apart, and so for how long a proof can be repeated.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private const int DigitsAtMost = 12, MacCharacters = 43;

    // What a proof is for is part of it: one cannot be taken for the other.
    private const string RequestLabel = "gateway cluster key 1: request of an edge";

    private readonly byte[][] _keys;

    /// <param name="key">The one that is proved; null for none.</param>
    /// <param name="second">The one that is taken, too; null for none.</param>
    public ClusterKeys(string? key, string? second = null) =>
        _keys = key is null ? [] : [.. new[] { key, second }.OfType<string>().Select(Encoding.UTF8.GetBytes)];

    /// <summary>Whether there is none, and nobody has to prove anything.</summary>
    public bool IsEmpty => _keys.Length == 0;

    /// <summary>Takes what is configured.</summary>
    public static ClusterKeys From(ClusterTrustOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ClusterKeys(options.Key, options.SecondKey);
    }

    /// <summary>A proof for one request.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="target">Its path and query, as sent.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="InvalidOperationException">There is no key.</exception>
    public string Prove(string method, string target, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{seconds}.{Base64Url.EncodeToString(Mac(Message(seconds, method, target)))}";
    }

    /// <summary>What a request's proof is worth. Takes as long for every key.</summary>
    /// <param name="proof">The field; null where there is none, or several.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="target">Its path and query, as received.</param>
    /// <param name="now">The time.</param>
    public ProofVerdict Verify(string? proof, string method, string target, DateTimeOffset now)
    {
        if (proof?.IndexOf('.', StringComparison.Ordinal) is not (> 0 and <= DigitsAtMost and var dot) || proof.Length != dot + 1 + MacCharacters)
            return ProofVerdict.Wrong;
        var text = proof[..dot];
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || !Base64Url.TryDecodeFromChars(proof.AsSpan(dot + 1), mac, out var written) || written != mac.Length
            || !Knows(mac, Message(text, method, target)))
            return ProofVerdict.Wrong;
        return Math.Abs(now.ToUnixTimeSeconds() - seconds) <= (long)Window.TotalSeconds ? ProofVerdict.Good : ProofVerdict.OutOfTime;
    }

    /// <summary>The HMAC of a message by the key that is proved.</summary>
    internal byte[] Mac(ReadOnlySpan<byte> message) =>
        HMACSHA256.HashData(IsEmpty ? throw new InvalidOperationException("There is no key to prove.") : _keys[0], message);

    /// <summary>Whether an HMAC is that of a message by one of the keys.</summary>
    internal bool Knows(ReadOnlySpan<byte> mac, ReadOnlySpan<byte> message)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var isKnown = false;
        foreach (var key in _keys)
        {
            HMACSHA256.HashData(key, message, expected);
            isKnown |= CryptographicOperations.FixedTimeEquals(expected, mac);
        }

        return isKnown;
    }

    // No part of it can hold a line feed but the last.
    private static byte[] Message(string seconds, string method, string target) => Encoding.UTF8.GetBytes($"{RequestLabel}\n{seconds}\n{method}\n{target}");
}
