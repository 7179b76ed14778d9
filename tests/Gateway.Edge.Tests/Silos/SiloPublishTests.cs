using System.Net;
using System.Text;
using Gateway.Edge.Silos;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Tests.Silos;

/// <summary>Which silo an edge sends a record to, and when to another.</summary>
public sealed class SiloPublishTests : IAsyncLifetime
{
    private readonly List<FakeSilo> _silos = [];
    private FakeCluster? _edge;

    private FakeCluster Edge => _edge ?? throw new InvalidOperationException("No edge yet.");

    public async ValueTask InitializeAsync()
    {
        foreach (var name in (string[])["a", "b", "c"])
            _silos.Add(await FakeSilo.StartAsync(name));
        _edge = await FakeCluster.StartAsync(_silos);
        foreach (var silo in _silos)
            await silo.ListenAsync(3, [.. _silos.Select(s => s.Member())]);
        await _edge.KnowsAsync(3);
    }

    public async ValueTask DisposeAsync()
    {
        await Edge.DisposeAsync();
        foreach (var silo in _silos)
            await silo.DisposeAsync();
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("POST")]
    public async Task Record_ThatReachedNoSilo_GoesToAnother(string method)
    {
        await _silos[1].DisposeAsync();
        // Some of them are its own.
        foreach (var slug in Enumerable.Range(0, 20))
        {
            using var answer = await SendAsync(method, "{}", $"/api/articles/{slug}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(20, _silos.Sum(s => s.Asked));
    }

    // As one that is killed does, or one that stops as the request arrives.
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(HeldBodies.Longest)]
    public async Task Put_ThatASiloBreaksOff_GoesToAnother_WithAllOfItsBody(int length)
    {
        var body = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
        var taken = new List<string>();
        foreach (var silo in _silos)
        {
            silo.Answer = async context =>
            {
                if (_silos.Sum(s => s.Asked) < 3)
                {
                    // In the midst of it.
                    await context.Request.Body.ReadExactlyAsync(new byte[1], context.RequestAborted);
                    context.Abort();
                    return;
                }

                using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
                taken.Add($"{context.Request.ContentType} {context.Request.ContentLength} {await reader.ReadToEndAsync(context.RequestAborted)}");
                context.Response.StatusCode = StatusCodes.Status201Created;
            };
        }

        using var answer = await SendAsync("PUT", body);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal([$"application/json {length} {body}"], taken);
        Assert.Equal([1, 1, 1], _silos.Select(s => s.Asked));
    }

    [Theory]
    [InlineData("PUT", "If-Match", "\"1-a\"", 2)]
    [InlineData("PUT", "If-None-Match", "*", 2)]
    [InlineData("PUT", "If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:37 GMT", 2)]
    [InlineData("PUT", null, null, HeldBodies.Longest + 1)]
    [InlineData("POST", null, null, 2)]
    [InlineData("DELETE", null, null, 0)]
    public async Task Publish_ThatMayHaveReachedASilo_IsNotSentTwice_WhereThatMayBeAnotherThing(string method, string? field, string? value, int length)
    {
        foreach (var silo in _silos)
        {
            silo.Answer = context =>
            {
                context.Abort();
                return Task.CompletedTask;
            };
        }

        using var answer = await SendAsync(method, new string('a', length), field: field, value: value);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal(1, _silos.Sum(s => s.Asked));
    }

    [Fact]
    public async Task Put_ThatNoSiloTakes_IsRefused_AfterOneOfEach()
    {
        foreach (var silo in _silos)
        {
            silo.Answer = context =>
            {
                context.Abort();
                return Task.CompletedTask;
            };
        }

        using var answer = await SendAsync("PUT", "{}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal([1, 1, 1], _silos.Select(s => s.Asked));
    }

    // The partition's silo is dead, as all of them know, and no other has it yet.
    [Fact]
    public async Task Put_WaitsForTheSilo_ThatIsAboutToTakeOver()
    {
        var asked = 0;
        foreach (var silo in _silos)
        {
            silo.Answer = context =>
            {
                if (Interlocked.Increment(ref asked) <= 7)
                {
                    context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                    context.Response.Headers["Gateway-Failover"] = "1";
                }

                return Task.CompletedTask;
            };
        }

        using var answer = await SendAsync("PUT", "{}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(8, asked);
    }

    // It says why: too much waits already, or the storage is away. Whoever asks the next one makes it worse.
    [Fact]
    public async Task Put_ThatASiloCannotTake_IsRefused()
    {
        foreach (var silo in _silos)
        {
            silo.Answer = context =>
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return Task.CompletedTask;
            };
        }

        using var answer = await SendAsync("PUT", "{}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(1, _silos.Sum(s => s.Asked));
    }

    // As many as there is room for are kept; what comes beside them is sent on as it comes.
    [Fact]
    public async Task Bodies_BeyondAllThatIsKept_AreSentOnce()
    {
        var bodies = new HeldBodies();
        var held = new List<int>();
        using var content = new ByteArrayContent(new byte[HeldBodies.Longest]);
        for (var i = 0L; i < HeldBodies.Most / HeldBodies.Longest; i++)
            held.Add(Assert.NotNull(await HoldAsync()));
        Assert.Null(await HoldAsync());
        bodies.Release(held[0]);
        Assert.NotNull(await HoldAsync());

        async Task<int?> HoldAsync()
        {
            using var request = new HttpRequestMessage { Content = new ByteArrayContent(new byte[HeldBodies.Longest]) };
            return await bodies.TryHoldAsync(request, TestContext.Current.CancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string body, string path = "/api/articles/x", string? field = null, string? value = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body.Length > 0)
            request.Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        if (field is not null)
            request.Headers.TryAddWithoutValidation(field, value);
        return await Edge.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
