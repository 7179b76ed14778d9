using Gateway.Commands;
using Gateway.Hosting;

SocketThreads.Provide();
return await GatewayCommandLine.RunAsync(args);
