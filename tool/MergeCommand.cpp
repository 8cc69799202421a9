// `premap merge FOLDER...`: takes over what other caches know.
#include "tool/Commands.h"
#include "tool/CommonOptions.h"
#include "tool/TargetSetup.h"
#include "tool/cli/CommandText.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"

#include "CLI/CLI.hpp"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>

namespace premap {
namespace {

struct MergeOptions {
  CommonOptions Common; ///< of which the cache's folder counts
  std::vector<std::string> Folders;
};

int runMerge(const MergeOptions &Options) {
  ResultCache Own = openCache(Options.Common);
  if (!Own.isWritable()) {
    complain("the cache cannot be written to");
    return ExitUsage;
  }
  for (const std::string &Folder : Options.Folders) {
    if (!llvm::sys::fs::exists(Folder + "/results.sqlite")) {
      complain("there is no cache in " + Folder);
      return ExitUsage;
    }
    ResultCache Other(Folder);
    std::vector<CacheEntry> Entries = Other.entries();
    Own.keep(Entries);
    for (const ResultCache *Cache : {&Other, &Own})
      if (!Cache->trouble().empty()) {
        complain(Cache->trouble());
        return ExitUsage;
      }
    if (!Options.Common.Quiet)
      llvm::errs() << Folder << ": " << Entries.size() << " results\n";
  }
  return ExitOk;
}

} // namespace

void addMergeCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "merge", "Take over what the shards of a scan have read");
  auto Options = std::make_shared<MergeOptions>();
  Sub->add_option("FOLDER", Options->Folders,
                  "Caches, as `premap scan --shard I/N --cache FOLDER` made "
                  "them; results whose files have changed are left out")
      ->type_name("FOLDER")
      ->required();
  Sub->add_option("--cache", Options->Common.CacheFolder,
                  "Folder of the cache that gets them (default: the one that "
                  "commands use without --cache)")
      ->type_name("FOLDER");
  Sub->add_flag("-q,--quiet", Options->Common.Quiet, "No summary");
  Sub->footer(footer({"premap merge parts/*",
                      "premap merge parts/* --cache /srv/premap/results"}));
  Sub->callback([Options, &Action] {
    Action = [Options] { return runMerge(*Options); };
  });
}

} // namespace premap
