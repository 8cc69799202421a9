// `premap model SCENARIO`: runs one scenario file on the runtime model.
#include "tool/Commands.h"
#include "tool/CommonOptions.h"
#include "tool/cli/CommandText.h"
#include "tool/deliver/ExitCode.h"
#include "tool/tree/InputFile.h"

#include "model/Scenario.h"

#include "CLI/CLI.hpp"

namespace premap {

namespace {

struct ModelOptions {
  std::string Scenario;
  std::vector<OutputRequest> Outputs;
};

} // namespace

static int runModel(const ModelOptions &Options) {
  llvm::Expected<std::string> Text = readInput(Options.Scenario);
  if (!Text)
    return fail(Text.takeError(), ExitUsage);
  auto Parsed = model::parseScenario(*Text);
  if (const auto *Error = std::get_if<model::ParseError>(&Parsed)) {
    complain(Options.Scenario + ": " + Error->Message);
    return ExitUsage;
  }
  const auto &Scenario = std::get<model::Scenario>(Parsed);
  model::RunOptions Run;
  Run.Trace = true;
  model::Result Result = model::run(Scenario, Run);
  llvm::Error E = emit(Options.Outputs, [&](const std::string &Format) {
    return Format == "json" ? dump(model::toJson(Scenario, Result))
                            : model::toText(Scenario, Result);
  });
  return E ? fail(std::move(E), ExitUsage) : ExitOk;
}

void addModelCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "model", "Run a scenario file on the runtime model, print the trace");
  auto Options = std::make_shared<ModelOptions>();
  Sub->add_option("SCENARIO", Options->Scenario,
                  "Scenario file (JSON), - for standard input")
      ->required();
  addOutputOption(*Sub, Options->Outputs, {"text", "json"});
  Sub->footer(footer({"premap model scenario.json",
                      "premap model - --output json < scenario.json"},
                     "Pipelines: " + model::pipelineList()));
  Sub->callback([&Action, Options] {
    Action = [Options] { return runModel(*Options); };
  });
}

} // namespace premap
