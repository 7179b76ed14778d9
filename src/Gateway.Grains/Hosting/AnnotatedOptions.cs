using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Grains.Hosting;

/// <summary>Binds options to their section and judges their attributes at start: all mistakes at once, each naming its key.</summary>
internal static class AnnotatedOptions
{
    public static void Add<T>(IServiceCollection services, IConfiguration configuration, string section) where T : class
    {
        services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<T>>(new Validator<T>(section));
    }

    private sealed class Validator<T>(string section) : IValidateOptions<T> where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var mistakes = new List<ValidationResult>();
            if (Validator.TryValidateObject(options, new ValidationContext(options), mistakes, validateAllProperties: true))
                return ValidateOptionsResult.Success;
            return ValidateOptionsResult.Fail(mistakes.Select(mistake => $"{section}:{string.Join(", ", mistake.MemberNames)}: {mistake.ErrorMessage}"));
        }
    }
}
