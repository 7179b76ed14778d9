using Gateway.Commands;

return await RunCommand.RunAsync(args);
