using Gateway.Storage.AzureStorage.Tables;

#pragma warning disable IDE0130 // The namespace is the official package's.
namespace Orleans.Reminders.AzureStorage;
#pragma warning restore IDE0130

/// <summary>The table of reminders.</summary>
public sealed class AzureTableReminderStorageOptions : AzureStorageOperationOptions
{
    /// <inheritdoc/>
    public override string TableName { get; set; } = "OrleansReminders";
}
