// `premap model SCENARIO`: runs one scenario file on the runtime model.
#include "tool/Commands.h"
#include "tool/CommonOptions.h"
#include "tool/deliver/ExitCode.h"
#include "tool/tree/AtomicWrite.h"

#include "model/Scenario.h"

#include "CLI/CLI.hpp"
#include "llvm/Support/MemoryBuffer.h"

#include <iostream>
#include <nlohmann/json.hpp>

namespace premap {

namespace {

struct ModelOptions {
  std::string Scenario;
  std::vector<OutputRequest> Outputs;
};

} // namespace

/// \returns whether all of \p Text reached its reader or its file.
static bool writeReport(const OutputRequest &To, const std::string &Text) {
  if (To.Path.empty()) {
    std::cout << Text << std::flush;
    if (!std::cout)
      complain("standard output cannot be written");
    return bool(std::cout);
  }
  if (llvm::Error E = writeFileAtomically(To.Path, Text)) {
    complain(llvm::toString(std::move(E)));
    return false;
  }
  return true;
}

static int runModel(const ModelOptions &Options) {
  auto Text = llvm::MemoryBuffer::getFile(Options.Scenario);
  if (!Text) {
    complain(Options.Scenario +
             ": cannot be read: " + Text.getError().message());
    return ExitUsage;
  }
  auto Parsed = model::parseScenario(std::string_view((*Text)->getBuffer()));
  if (const auto *Error = std::get_if<model::ParseError>(&Parsed)) {
    complain(Options.Scenario + ": " + Error->Message);
    return ExitUsage;
  }
  const auto &Scenario = std::get<model::Scenario>(Parsed);
  model::RunOptions Run;
  Run.Trace = true;
  model::Result Result = model::run(Scenario, Run);
  for (const OutputRequest &To : Options.Outputs) {
    std::string Report = To.Format == "json"
                             ? model::toJson(Scenario, Result).dump(2) + "\n"
                             : model::toText(Scenario, Result);
    if (!writeReport(To, Report))
      return ExitUsage;
  }
  return ExitOk;
}

void addModelCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "model", "Run a scenario file on the runtime model, print the trace");
  auto Options = std::make_shared<ModelOptions>();
  Sub->add_option("SCENARIO", Options->Scenario, "scenario file (JSON)")
      ->required();
  addOutputOption(*Sub, Options->Outputs, {"text", "json"});
  Sub->footer("Pipelines: " + model::pipelineList());
  Sub->callback([&Action, Options] {
    if (Options->Outputs.empty())
      Options->Outputs = {{"text", ""}};
    Action = [Options] { return runModel(*Options); };
  });
}

} // namespace premap
