using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using Gateway.Edge.Caching.Entries;
using Gateway.HttpCaching;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Reuse;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Caching.Direct;

/// <summary>
/// The head of a request without content, read from the wire as strictly as RFC 9112 writes it. Whatever is unusual in it is
/// for the server to read, and to judge.
/// </summary>
internal sealed class DirectRequest
{
    /// <summary>Longer heads are the server's.</summary>
    public const int MaximumLength = 4_096;

    private const int MaximumLine = 1_000;

    private static readonly SearchValues<byte> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);
    private static readonly SearchValues<char> Authority = SearchValues.Create("-.:_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // They say where the message ends, or what becomes of the connection after it.
    private static readonly FrozenSet<string> Framing = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "Content-Length", "Transfer-Encoding", "Upgrade", "Expect", "HTTP2-Settings", "Trailer");

    // They ask for more than a fresh stored response as it is.
    private static readonly FrozenSet<string> Asking = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "A-IM", "Authorization", "Cache-Control", "Cookie", "If-Match", "If-Range", "If-Unmodified-Since", "IM", "Keep-Alive", "Pragma",
        "Proxy-Authorization", "Proxy-Connection", "Range", "TE");

    private DirectRequest(byte[] head, EntryKey key, IHeaderDictionary headers, in RequestFacts facts, bool isPlain)
    {
        (Head, Key, Headers, Facts, IsPlain) = (head, key, headers, facts, isPlain);
    }

    /// <summary>Its bytes, the empty line among them.</summary>
    public byte[] Head { get; }

    public EntryKey Key { get; }

    public IHeaderDictionary Headers { get; }

    public RequestFacts Facts { get; }

    /// <summary>Whether a fresh stored response may answer it; else only its length counts.</summary>
    public bool IsPlain { get; }

    /// <summary>Reads the head that the bytes begin with; null where it is not all there, or is not what it should be.</summary>
    /// <param name="bytes">What has arrived.</param>
    /// <param name="mostFields">Fields that the server allows.</param>
    /// <param name="rules">The cache's.</param>
    public static DirectRequest? Read(ReadOnlySpan<byte> bytes, int mostFields, CachingOptions rules)
    {
        bytes = bytes[..Math.Min(bytes.Length, MaximumLength)];
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;

        var length = end + 4;
        var head = bytes[..(end + 2)];
        if (!TryTakeLine(ref head, out var line) || line.Length > MaximumLine || !line.EndsWith(" HTTP/1.1"u8))
            return null;
        var isGet = line.StartsWith("GET /"u8);
        if (!isGet && !line.StartsWith("HEAD /"u8))
            return null;
        var target = line[(isGet ? 4 : 5)..^9];
        if (target.ContainsAnyExceptInRange((byte)'!', (byte)'~') || target.Contains((byte)'#'))
            return null;

        IHeaderDictionary headers = new HeaderDictionary();
        var isPlain = isGet;
        while (TryTakeLine(ref head, out line))
        {
            if (headers.Count == mostFields || !TryRead(line, out var name, out var value) || Framing.Contains(name))
                return null;
            if (name.Equals("Connection", StringComparison.OrdinalIgnoreCase) && !value.Equals("keep-alive", StringComparison.OrdinalIgnoreCase))
                return null;
            if (!headers.TryAdd(name, value))
            {
                if (name.Equals("Host", StringComparison.OrdinalIgnoreCase))
                    return null;
                isPlain = false;
            }

            isPlain &= !Asking.Contains(name);
        }

        if (headers.Host is not [{ Length: > 0 } host] || host.AsSpan().ContainsAnyExcept(Authority) || !HasAtMostAPort(host))
            return null;
        var facts = RequestFacts.Read(isGet ? HttpMethods.Get : HttpMethods.Head, headers, rules);
        var key = new EntryKey(CacheKey.Create("http", host, Encoding.ASCII.GetString(target)), Route: null);
        return new DirectRequest(bytes[..length].ToArray(), key, headers, facts, isPlain && facts.IsPlain);
    }

    private static bool HasAtMostAPort(ReadOnlySpan<char> host)
    {
        var colon = host.IndexOf(':');
        return colon < 0 || (colon > 0 && colon < host.Length - 1 && !host[(colon + 1)..].ContainsAnyExceptInRange('0', '9'));
    }

    private static bool TryTakeLine(ref ReadOnlySpan<byte> head, out ReadOnlySpan<byte> line)
    {
        var end = head.IndexOf("\r\n"u8);
        line = end < 0 ? default : head[..end];
        if (end >= 0)
            head = head[(end + 2)..];
        return end >= 0;
    }

    private static bool TryRead(ReadOnlySpan<byte> line, out string name, out string value)
    {
        (name, value) = ("", "");
        var colon = line.IndexOf((byte)':');
        if (colon < 1 || line[..colon].ContainsAnyExcept(Token) || line[(colon + 1)..].ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return false;

        name = Encoding.ASCII.GetString(line[..colon]);
        value = Encoding.ASCII.GetString(line[(colon + 1)..].Trim((byte)' '));
        return true;
    }
}
