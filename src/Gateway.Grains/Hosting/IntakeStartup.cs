using Gateway.Contracts.Publishing;
using Gateway.Grains.Intake;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Grains.Hosting;

/// <summary>Activates every partition of the intake when a silo starts, so that what a crash left unfinished goes on.</summary>
internal static class IntakeStartup
{
    public static async Task Run(IServiceProvider services, CancellationToken cancellationToken)
    {
        var grains = services.GetRequiredService<IGrainFactory>();
        var wanted = services.GetRequiredService<IOptions<IntakeOptions>>().Value.Partitions;
        var pinned = await grains.GetGrain<IIntakeSettingsGrain>(0).Pin(wanted);
        if (pinned != wanted)
            throw new OptionsValidationException(nameof(IntakeOptions), typeof(IntakeOptions), [
                $"{IntakeOptions.Section}:{nameof(IntakeOptions.Partitions)} is {wanted}, but the stored articles were taken in with {pinned}. It is fixed at the first start: set it to {pinned}."]);

        await Task.WhenAll(Enumerable.Range(0, wanted).Select(partition => grains.GetGrain<IIntakeGrain>(partition).Resume()));
    }
}
