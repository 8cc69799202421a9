// `premap cache show|clean`: what earlier runs left, and room for more.
#include "tool/Commands.h"
#include "tool/cli/CommandText.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/tree/CacheParts.h"
#include "tool/tree/KernelTree.h"

#include "CLI/CLI.hpp"

#include <memory>

namespace premap {

static const char *toString(CachePart::Kind What) {
  switch (What) {
  case CachePart::Kind::Results:
    return "what reading files gave";
  case CachePart::Kind::Tree:
    return "compile commands and headers";
  case CachePart::Kind::Kernel:
    return "fetched from Debian";
  case CachePart::Kind::Other:
    return "not premap's";
  }
  return "";
}

/// The line of one part.
static std::string lineOf(const std::string &Size, const std::string &Path,
                          const char *What) {
  std::string Line = std::string(Size.size() < 12 ? 12 - Size.size() : 0, ' ') +
                     Size + "  " + Path;
  if (*What)
    Line.resize(std::max<size_t>(Line.size(), 56), ' ');
  return Line + (*What ? "  " : "") + What + "\n";
}

/// The folder of all caches, and what is in it.
using Contents = std::pair<std::string, std::vector<CachePart>>;

static llvm::Expected<Contents> contents() {
  llvm::Expected<std::string> Root = cacheRoot();
  if (!Root)
    return Root.takeError();
  auto Parts = cacheParts(*Root);
  if (!Parts)
    return Parts.takeError();
  return Contents{*Root, std::move(*Parts)};
}

static int showCache() {
  llvm::Expected<Contents> Cache = contents();
  if (!Cache)
    return fail(Cache.takeError(), ExitUsage);
  const auto &[Root, Parts] = *Cache;
  std::string Text = Root + "\n";
  uint64_t Sum = 0;
  for (const CachePart &Part : Parts) {
    Sum += Part.Bytes;
    Text += lineOf(sizeText(Part.Bytes), Part.Path, toString(Part.What));
  }
  Text += lineOf(sizeText(Sum), "in all", "");
  llvm::Error E = emit({}, [&](const std::string &) { return Text; });
  return E ? fail(std::move(E), ExitUsage) : ExitOk;
}

static int cleanCache(bool Kernels) {
  llvm::Expected<Contents> Cache = contents();
  if (!Cache)
    return fail(Cache.takeError(), ExitUsage);
  const auto &[Root, Parts] = *Cache;
  uint64_t Freed = 0;
  for (const CachePart &Part : Parts) {
    bool Goes = Part.What == CachePart::Kind::Results ||
                Part.What == CachePart::Kind::Tree ||
                (Kernels && Part.What == CachePart::Kind::Kernel);
    if (!Goes)
      continue;
    if (llvm::Error E = removePart(Root, Part))
      return fail(std::move(E), ExitUsage);
    Freed += Part.Bytes;
  }
  say("removed " + sizeText(Freed) + " from " + Root + "\n");
  return ExitOk;
}

void addCacheCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub =
      App.add_subcommand("cache", "Show what earlier runs left, or remove it");
  Sub->require_subcommand(1);
  Sub->footer(footer({"premap cache show", "premap cache clean --kernels"}));
  CLI::App *Show = Sub->add_subcommand(
      "show", "Say what takes how much room, and where it is");
  Show->callback([&Action] { Action = showCache; });
  CLI::App *Clean = Sub->add_subcommand(
      "clean", "Remove compile commands, headers and results of all trees; "
               "the next run makes them again. Not while another one runs");
  auto Kernels = std::make_shared<bool>(false);
  Clean->add_flag("--kernels", *Kernels,
                  "Also the kernels that were fetched from Debian");
  Clean->callback([Kernels, &Action] {
    Action = [Kernels] { return cleanCache(*Kernels); };
  });
}

} // namespace premap
