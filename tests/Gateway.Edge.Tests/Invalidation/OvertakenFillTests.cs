using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Tests.Invalidation;

/// <summary>Answers asked for before a publish, and given after it.</summary>
public sealed class OvertakenFillTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fill_BegunBeforeAPublish_IsNobodysAnswerAfterIt_NorStoredAsFresh(bool headIsSent)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gets = 0;
        await using var edge = await FakeOrigin.StartAsync(
            async context =>
            {
                if (HttpMethods.IsPut(context.Request.Method))
                {
                    context.Response.Headers["Gateway-Source"] = "s:1:6";
                    context.Response.Headers["Gateway-Changed"] = "article:a;s=6";
                    return;
                }

                var number = Interlocked.Increment(ref gets);
                context.Response.Headers.CacheControl = "public, max-age=60";
                context.Response.Headers["Gateway-Tags"] = "article:a";
                context.Response.Headers["Gateway-Source"] = number == 1 ? "s:1:5" : "s:1:6";
                if (number == 1)
                {
                    if (headIsSent)
                        await context.Response.StartAsync();
                    asked.SetResult();
                    await goOn.Task;
                }

                await context.Response.WriteAsync(number == 1 ? "old" : "new");
            },
            changes: async context =>
            {
                await context.Response.WriteAsync("{\"silo\":\"s\",\"epoch\":1,\"sequence\":5}\n");
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            });

        var first = edge.Client.GetStringAsync(new Uri("/news/a", UriKind.Relative));
        await asked.Task.WaitAsync(Patience);
        using (var put = await edge.Client.PutAsync(new Uri("/api/articles/a", UriKind.Relative), null).WaitAsync(Patience))
            Assert.True(put.IsSuccessStatusCode);

        // The publisher knows now; whoever asks from here on must, too.
        Assert.Equal("new", await edge.Client.GetStringAsync(new Uri("/news/a", UriKind.Relative)).WaitAsync(Patience));
        goOn.SetResult();
        Assert.Equal("old", await first.WaitAsync(Patience));
        Assert.Equal("new", await edge.Client.GetStringAsync(new Uri("/news/a", UriKind.Relative)).WaitAsync(Patience));
        Assert.Equal("new", await edge.Client.GetStringAsync(new Uri("/news/a", UriKind.Relative)).WaitAsync(Patience));
    }
}
