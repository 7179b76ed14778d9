using Gateway.Commands;
using Gateway.Hosting;

SocketCompletions.Inline();
return await GatewayCommandLine.RunAsync(args);
