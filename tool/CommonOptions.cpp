#include "tool/CommonOptions.h"

#include "guard/GuardedFiles.h"
#include "matchers/ApiFeatures.h"
#include "tool/deliver/Colour.h"
#include "tool/tree/Kbuild.h"
#include "tool/tree/KernelTree.h"

#include "CLI/CLI.hpp"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <map>
#include <memory>
#include <sched.h>

namespace premap {

unsigned CommonOptions::jobs() const {
  if (Jobs)
    return Jobs;
  // Not the machine's cores: a container or taskset may grant fewer.
  cpu_set_t Allowed;
  if (sched_getaffinity(0, sizeof(Allowed), &Allowed) != 0)
    return 1;
  return std::max(1, CPU_COUNT(&Allowed));
}

ProgressMode CommonOptions::progress() const {
  return Quiet ? ProgressMode::Never : Progress;
}

/// What the groups of options that several commands share are called.
static constexpr char Reading[] = "Reading the tree", Working[] = "Working",
                      Telling[] = "Output";

void addCommonOptions(CLI::App &App, CommonOptions &Options) {
  App.add_option("TREE", Options.Tree,
                 "The kernel's source tree (default: the one that the current "
                 "folder is in)");
  App.add_option("-p", Options.BuildFolder,
                 "Folder of the compile databases: one that `premap configure` "
                 "wrote, or a build folder with compile_commands.json "
                 "(default: a cache folder of the tree)")
      ->type_name("FOLDER")
      ->group(Reading);
  App.add_option("-j,--jobs", Options.Jobs,
                 "Worker processes (default: the number of cores)")
      ->check(CLI::Range(1u, 1024u))
      ->group(Working);
  App.add_option("--arch", Options.Archs,
                 "Architectures, as Kbuild names them: x86_64,arm64,powerpc")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("ARCH[,ARCH]")
      ->group(Reading);
  App.add_option("--read-seconds", Options.ReadSeconds,
                 "Processor time for reading one file (default: 300)")
      ->check(CLI::Range(1u, 86400u))
      ->group(Working);
  App.add_flag("--no-configure", Options.NoConfigure,
               "Never start Kbuild, which runs the tree's own makefiles: fail "
               "if the tree is not configured")
      ->group(Reading);
  CLI::Option *NoCache =
      App.add_flag("--no-cache", Options.NoCache,
                   "Read every file anew, and keep nothing for the next run")
          ->group(Working);
  App.add_option("--cache", Options.CacheFolder,
                 "Folder of what earlier runs have read (default: results/ in "
                 "premap's cache folder)")
      ->type_name("FOLDER")
      ->excludes(NoCache)
      ->group(Working);
  App.add_flag("-q,--quiet", Options.Quiet, "No progress, no summary")
      ->group(Telling);
  static const std::map<std::string, ProgressMode> Modes{
      {"auto", ProgressMode::Auto},
      {"always", ProgressMode::Always},
      {"never", ProgressMode::Never}};
  App.add_option("--progress", Options.Progress,
                 "Say how far it is (default: auto, on a terminal)")
      ->transform(CLI::CheckedTransformer(Modes))
      ->group(Telling);
  static const std::map<std::string, ColourMode> Colours{
      {"auto", ColourMode::Auto},
      {"always", ColourMode::Always},
      {"never", ColourMode::Never}};
  App.add_option_function<ColourMode>(
         "--color", setColour,
         "Colours for text on standard output (default: auto, on a terminal "
         "if NO_COLOR is not set)")
      ->transform(CLI::CheckedTransformer(Colours))
      ->group(Telling);
}

void addSandboxOption(CLI::App &App, CommonOptions &Options) {
  std::string Names;
  for (const std::string &Name : kbuildEnvironment())
    Names += " " + Name;
  App.add_flag("--sandbox", Options.Sandbox,
               "Start Kbuild, which runs the tree's own makefiles and scripts, "
               "by bubblewrap: without the network, the home folder and the "
               "right to write. With or without, of the environment it sees:" +
                   Names)
      ->group(Working);
}

static bool isTree(const std::string &Path) {
  llvm::Expected<KernelTree> Tree = KernelTree::open(Path);
  if (Tree)
    return true;
  llvm::consumeError(Tree.takeError());
  return false;
}

/// The tree that the current folder is in, "" if it is in none.
static std::string treeHere() {
  llvm::SmallString<256> Here;
  if (llvm::sys::fs::current_path(Here))
    return "";
  for (llvm::StringRef Folder = Here; !Folder.empty();
       Folder = llvm::sys::path::parent_path(Folder))
    if (isTree(Folder.str()))
      return Folder.str();
  return "";
}

void settleTree(CommonOptions &Options) {
  if (!Options.Tree.empty())
    return;
  Options.Tree = treeHere();
  if (Options.Tree.empty())
    Options.Tree = ".";
}

void settleTree(CommonOptions &Options, std::vector<std::string> &Handlers) {
  if (!Options.Tree.empty() && !isTree(Options.Tree)) {
    std::string Here = treeHere();
    llvm::StringRef Typed = Options.Tree;
    // A tree elsewhere, spelled wrong, is not a handler of this one.
    bool Elsewhere = llvm::sys::path::is_absolute(Typed) ||
                     Typed.starts_with("~") || Typed.starts_with("../");
    llvm::SmallString<256> Real;
    if (!llvm::sys::fs::real_path(Typed.split(':').first, Real))
      Elsewhere = !isBelow(Real, Here);
    if (!Here.empty() && !Elsewhere) {
      Handlers.insert(Handlers.begin(), Options.Tree);
      Options.Tree = Here;
    }
  }
  settleTree(Options);
}

void addHandlerOption(CLI::App &App, std::vector<std::string> &Handlers,
                      const std::string &Default) {
  App.add_option("HANDLER", Handlers,
                 "file:function, or function where unique; or a file, a folder "
                 "or a glob" +
                     Default);
}

void addTargetApiOption(CLI::App &App, std::string &TargetApi) {
  App.add_option("--target-api", TargetApi,
                 "The API to convert to (default: the tree's own)")
      ->check(CLI::IsMember([] {
        std::vector<std::string> Names = targetNames();
        Names.insert(Names.begin(), "auto");
        return Names;
      }()))
      ->group(Reading);
}

static OutputRequest parseOutput(const std::string &Text,
                                 const std::vector<std::string> &Formats) {
  size_t Colon = Text.find(':');
  OutputRequest Request;
  Request.Format = Text.substr(0, Colon);
  if (std::find(Formats.begin(), Formats.end(), Request.Format) ==
      Formats.end()) {
    std::string Known;
    for (const std::string &Format : Formats)
      Known += (Known.empty() ? "" : ", ") + Format;
    throw CLI::ValidationError("--output", "'" + Request.Format +
                                               "' is not one of: " + Known);
  }
  if (Colon == std::string::npos)
    return Request;
  Request.Path = Text.substr(Colon + 1);
  if (Request.Path.empty())
    throw CLI::ValidationError("--output", "no file name after '" + Text + "'");
  // Now, and not when the work is done.
  llvm::StringRef Folder = llvm::sys::path::parent_path(Request.Path);
  if (!Folder.empty() && !llvm::sys::fs::is_directory(Folder))
    throw CLI::ValidationError("--output",
                               "there is no folder '" + Folder.str() + "'");
  return Request;
}

void addBestEffortOption(CLI::App &App, bool &BestEffort) {
  App.add_flag(
      "--best-effort", BestEffort,
      "Convert, or compare, also handlers that no configuration compiles, as "
      "far as they can be parsed with made up flags");
}

void addOutputOption(CLI::App &App, std::vector<OutputRequest> &Outputs,
                     std::vector<std::string> Formats) {
  std::string Forms;
  for (const std::string &Format : Formats)
    Forms += (Forms.empty() ? "{" : ",") + Format;
  App.add_option_function<std::vector<std::string>>(
         "--output",
         [&Outputs,
          Formats = std::move(Formats)](const std::vector<std::string> &Texts) {
           Outputs.clear();
           unsigned ToStdout = 0;
           for (const std::string &Text : Texts) {
             Outputs.push_back(parseOutput(Text, Formats));
             ToStdout += Outputs.back().Path.empty();
           }
           if (ToStdout > 1)
             throw CLI::ValidationError(
                 "--output", "only one format can go to standard output");
         },
         "Form of the result, and the file that it goes to; repeatable "
         "(default: text, to standard output)")
      // One value for each: what follows may be a handler.
      ->allow_extra_args(false)
      ->type_name(Forms + "}[:PATH]")
      ->group(Telling);
}

} // namespace premap
