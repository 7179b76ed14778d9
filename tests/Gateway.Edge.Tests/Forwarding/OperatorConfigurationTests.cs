using Gateway.Edge.Forwarding;
using Microsoft.Extensions.Configuration;

namespace Gateway.Edge.Tests.Forwarding;

/// <summary>Mistakes in the operator's routes and clusters that would otherwise show when readers meet them.</summary>
public sealed class OperatorConfigurationTests
{
    /// <summary>What is set beside a good route and cluster; the start of the first line that tells of it.</summary>
    [Theory]
    [InlineData("Routes:r:Match:Hosts=only.example", "ReverseProxy:Routes:r:Match:Hosts: \"only.example\" stands where a list belongs")]
    [InlineData("Routes:r:Match:Methods=GET", "ReverseProxy:Routes:r:Match:Methods: \"GET\" stands where a list belongs")]
    [InlineData("Routes:r:Mach:Path=/x", "ReverseProxy:Routes:r:Mach: is not a setting.")]
    [InlineData("Routes:r:Match=/x", "ReverseProxy:Routes:r:Match: \"/x\" stands where settings belong.")]
    [InlineData("Routes:r:RouteId=other", "ReverseProxy:Routes:r:RouteId: is not a setting.")]
    [InlineData("Routes:r:Match:Headers:0:Nam=X", "ReverseProxy:Routes:r:Match:Headers:0:Nam: is not a setting.")]
    [InlineData("Clusters:c:LoadBalancingPolcy=Random", "ReverseProxy:Clusters:c:LoadBalancingPolcy: is not a setting.")]
    [InlineData("Clusters:c:HttpRequest:AllowResponseBufering=true", "ReverseProxy:Clusters:c:HttpRequest:AllowResponseBufering: is not a setting.")]
    [InlineData("Clusters:c:Destinations:d:Adress=http://127.0.0.1/", "ReverseProxy:Clusters:c:Destinations:d:Adress: is not a setting.")]
    [InlineData("Clusters:c:LoadBalancingPolicy:0=Random", "ReverseProxy:Clusters:c:LoadBalancingPolicy: one value belongs here.")]
    [InlineData("Routes:s:ClusterId=c Routes:s:Match:Path=/site/{**other}", "ReverseProxy:Routes: r, s claim the same requests")]
    public async Task Mistakes_InWhatYarpPassesOver_AreNamed(string settings, string line)
    {
        var mistakes = await Mistakes(settings);

        Assert.StartsWith(line, mistakes[0], StringComparison.Ordinal);
    }

    /// <summary>.NET takes them for days; the last is more than it can count.</summary>
    [Theory]
    [InlineData("Clusters:c:HttpRequest:ActivityTimeout", "20")]
    [InlineData("Clusters:c:HealthCheck:Active:Interval", "5")]
    [InlineData("Clusters:c:HttpRequest:ActivityTimeout", "86400000")]
    public async Task Mistakes_InDurationsThatAreBareNumbers_AreNamed(string key, string value)
    {
        var mistakes = await Mistakes($"{key}={value}");

        Assert.Equal($"ReverseProxy:{key}: \"{value}\" would be days; write hh:mm:ss, such as 00:00:30.", Assert.Single(mistakes));
    }

    /// <summary>YARP would ask for middleware that is not there, with each request.</summary>
    [Theory]
    [InlineData("Timeout", "00:00:10")]
    [InlineData("TimeoutPolicy", "slow")]
    [InlineData("AuthorizationPolicy", "default")]
    [InlineData("CorsPolicy", "default")]
    [InlineData("RateLimiterPolicy", "default")]
    [InlineData("OutputCachePolicy", "any")]
    public async Task Mistakes_InWhatThePipelineLacks_AreNamed(string key, string value)
    {
        var mistakes = await Mistakes($"Routes:r:{key}={value}");

        Assert.Contains(mistakes, m => m.StartsWith($"ReverseProxy:Routes:r:{key}: is not available in this gateway", StringComparison.Ordinal));
    }

    /// <summary>Their readers would get nothing but 503.</summary>
    [Theory]
    [InlineData("Clusters:e:LoadBalancingPolicy=Random Routes:s:ClusterId=E Routes:s:Match:Path=/s Routes:t:ClusterId=e Routes:t:Match:Path=/t", "e", "s, t")]
    [InlineData("Clusters:e= Routes:s:ClusterId=e Routes:s:Match:Path=/s", "e", "s")]
    [InlineData("Clusters:gateway-origin:HttpRequest:ActivityTimeout=00:00:20", "gateway-origin", "gateway-origin")]
    public async Task Mistakes_InClustersThatLeadNowhere_AreNamedOnce(string settings, string cluster, string routes)
    {
        var mistakes = await Mistakes(settings);

        var key = $"ReverseProxy:Clusters:{cluster}:Destinations";
        Assert.Equal($"{key}: is empty, and the cluster used by {routes}; name one, such as {key}:one:Address.", Assert.Single(mistakes));
    }

    [Theory]
    [InlineData("Clusters:spare:LoadBalancingPolicy=Random")]
    [InlineData("Routes:gateway-origin:ClusterId=c Routes:gateway-origin:Match:Path=/{**path} Clusters:gateway-origin:LoadBalancingPolicy=Random")]
    [InlineData("Routes:r:Match:Hosts:0=only.example Routes:r:Match:Methods:0=GET Routes:r:Order=5")]
    [InlineData("Routes:r:Transforms:0:PathRemovePrefix=/site Routes:r:Metadata:Any=thing Routes:r:MaxRequestBodySize=5")]
    [InlineData("Routes:r:Match:Headers:0:Name=X Routes:r:Match:Headers:0:Values:0=a Routes:r:Match:QueryParameters:0:Name=q Routes:r:Match:QueryParameters:0:Mode=Exists")]
    [InlineData("Clusters:c:HttpRequest:ActivityTimeout=00:00:20 Clusters:c:HttpRequest:Version=2 Clusters:c:HttpClient:SslProtocols:0=Tls12 Clusters:c:LoadBalancingPolicy=Random")]
    [InlineData("Clusters:c:HealthCheck:Active:Enabled=true Clusters:c:HealthCheck:Active:Path=/up Clusters:c:Destinations:d:Health=http://127.0.0.1:2/ Clusters:c:HttpClient:WebProxy:Address=http://127.0.0.1:3/")]
    [InlineData("Clusters:c:SessionAffinity:Enabled=true Clusters:c:SessionAffinity:AffinityKeyName=k Clusters:c:SessionAffinity:Cookie:Path=/")]
    [InlineData("Routes:s:ClusterId=c Routes:s:Match:Path=/site/{**other} Routes:s:Order=1")]
    [InlineData("Routes:s:ClusterId=c Routes:s:Match:Path=/site/{other}")]
    [InlineData("Routes:s:ClusterId=c Routes:s:Match:Path=/site/{**other} Routes:s:Match:Hosts:0=other.example")]
    public async Task Mistakes_InWhatIsRight_AreNone(string settings) => Assert.Empty(await Mistakes(settings));

    private static Task<IReadOnlyList<string>> Mistakes(string settings)
    {
        var good = "Routes:r:ClusterId=c Routes:r:Match:Path=/site/{**rest} Clusters:c:Destinations:d:Address=http://127.0.0.1:1/";
        if (settings.Contains("r:Match=", StringComparison.Ordinal))
            good = good.Replace("Routes:r:Match:Path=/site/{**rest} ", "", StringComparison.Ordinal);
        var pairs = $"{good} {settings}".Split(' ').Select(s => s.Split('=', 2)).Select(s => new KeyValuePair<string, string?>("ReverseProxy:" + s[0], s[1]));
        return OperatorConfiguration.MistakesAsync(new ConfigurationBuilder().AddInMemoryCollection(pairs).Build());
    }
}
