using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Benchmarks.Edge.Hits;

namespace Gateway.Benchmarks.Edge.Servers;

/// <summary>
/// No server, but the ceiling for one: a thread per connection that reads, looks for two words, and sends bytes made before.
/// What it reaches is what the kernel and <c>wrk</c> leave to any server on this machine.
/// </summary>
internal static class SocketLoopServer
{
    /// <summary>Runs until the process ends.</summary>
    public static void Run(int port, string folder)
    {
        var documents = CachedDocument.LoadAll(folder).Select(d => new Prepared(d)).ToList();
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(512);
        while (true)
        {
            var client = listener.Accept();
            client.NoDelay = true;
            new Thread(() => Serve(client, documents), 131_072) { IsBackground = true }.Start();
        }
    }

    // One request per read is all that wrk sends, and all that is understood.
    private static void Serve(Socket client, List<Prepared> documents)
    {
        try
        {
            using (client)
            {
                var buffer = new byte[8_192];
                for (int read; (read = client.Receive(buffer)) > 0;)
                {
                    var request = buffer.AsSpan(0, read);
                    var document = documents.Find(d => buffer.AsSpan(0, read).StartsWith(d.Line)) ?? documents[0];
                    ReadOnlySpan<byte> answer = request.IndexOf("If-None-Match:"u8) >= 0 ? document.NotModified
                        : request.IndexOf("Accept-Encoding:"u8) >= 0 ? document.Gzip
                        : document.Identity;
                    while (!answer.IsEmpty)
                        answer = answer[client.Send(answer)..];
                }
            }
        }
        catch (SocketException)
        {
            // The client has gone.
        }
    }

    private sealed class Prepared(CachedDocument document)
    {
        public byte[] Line { get; } = Encoding.ASCII.GetBytes($"GET /{document.Path} ");

        public byte[] Identity { get; } = Whole(document.Identity);

        public byte[] Gzip { get; } = Whole(document.Gzip);

        public byte[] NotModified { get; } =
            Head("304 Not Modified", document.Gzip.Fields.Where(f => f.Key is not ("Content-Type" or "Content-Encoding")));

        private static byte[] Whole(Representation representation) =>
            [.. Head("200 OK", representation.Fields.Append(new("Content-Length", representation.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)))), .. representation.Body];

        private static byte[] Head(string status, IEnumerable<KeyValuePair<string, string>> fields) =>
            Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\n{string.Concat(fields.Select(f => $"{f.Key}: {f.Value}\r\n"))}Date: Mon, 23 Nov 2026 12:00:00 GMT\r\n\r\n");
    }
}
