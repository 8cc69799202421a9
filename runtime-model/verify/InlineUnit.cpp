#include "verify/InlineUnit.h"
#include "kernel/Calls.h"
#include "kernel/Meanings.h"
#include "verify/CompileSetup.h"
#include "verify/IrCompile.h"

#include <algorithm>

namespace premap::verify {
namespace {

/// What every text starts with: the headers, as far as the tree has them.
std::string includes() {
  std::string Text;
  kernel::forEachWord(kernel::MeaningHeaders, [&](std::string_view Header) {
    std::string Name(Header);
    Text +=
        "#if __has_include(<" + Name + ">)\n#include <" + Name + ">\n#endif\n";
  });
  return Text;
}

/// Refers to every function as if it were a hook, so that code is made of it
/// and its parameters are told, and asks for the numbers of the actions.
std::string withUses(const std::vector<std::string> &Names) {
  std::string Text = includes() + "struct premap_use { void *mmap; };\n";
  for (const std::string &Name : Names)
    Text += "static const struct premap_use premap_use_" + Name +
            " __attribute__((used)) = { .mmap = (void *)" + Name + " };\n";
  std::set<std::string_view> Types;
  for (const std::string &Name : Names)
    for (const kernel::ActionMembers &Action : kernel::actionMembers())
      if (Action.Means == kernel::meaningOf(Name))
        Types.insert(Action.Type);
  for (std::string_view Type : Types)
    Text += constantText(std::string(Type));
  return Text;
}

/// \p Names and what their skipped bodies call, through others. What the table
/// knows by its name stays a call.
void close(std::set<std::string> &Names, const CompiledUnit &Unit,
           const ResourceTable &Table) {
  std::vector<std::string> Open(Names.begin(), Names.end());
  while (!Open.empty()) {
    auto Body = Unit.SkippedBodies.find(Open.back());
    Open.pop_back();
    if (Body == Unit.SkippedBodies.end())
      continue;
    for (const std::string &Callee : Body->second.Calls)
      if (Unit.SkippedBodies.count(Callee) &&
          Table.lookup(Callee).Kind == CallKind::Unknown &&
          Names.insert(Callee).second)
        Open.push_back(Callee);
  }
}

/// Functions that are called and whose body was skipped.
std::set<std::string> missing(const Program &Code, const ResourceTable &Table) {
  std::set<std::string> Names;
  for (const auto &[Name, Hash] : Code.skippedCallees())
    if (Table.lookup(Name).Kind == CallKind::Unknown)
      Names.insert(Name);
  return Names;
}

class InlineCompiler {
public:
  InlineCompiler(const Unit &Any, const FileTexts &Overlay,
                 const ResourceTable &Table)
      : Main(Any), Files(Overlay), Table(Table) {}

  InlineUnit run() {
    CompiledUnit Headers = compile(includes(), {});
    if (!Headers.Error.empty())
      return failure(Headers.Error);
    for (const kernel::MeaningRow &Row : kernel::meaningRows())
      kernel::forEachWord(Row.Names, [&](std::string_view Word) {
        std::string Name(Word);
        if (Headers.HeaderBodies.count(Name) ||
            Headers.SkippedBodies.count(Name))
          Result.Names.push_back(Name);
      });
    std::sort(Result.Names.begin(), Result.Names.end());
    std::string Text = withUses(Result.Names);
    std::set<std::string> Keep(Result.Names.begin(), Result.Names.end());
    close(Keep, Headers, Table);
    for (;;) {
      CompiledUnit Whole = compile(Text, Keep);
      if (!Whole.Error.empty())
        return failure(Whole.Error);
      for (const TableHook &Use : Whole.Hooks)
        Result.Parameters[Use.Function] = Use.Parameters;
      std::vector<CompiledUnit> Units;
      Units.push_back(std::move(Whole));
      Result.Code.emplace(std::move(Units));
      std::size_t Before = Keep.size();
      Keep.merge(missing(*Result.Code, Table));
      close(Keep, Headers, Table);
      if (Keep.size() == Before || Keep.size() > MaxBodies)
        return std::move(Result);
    }
  }

private:
  static constexpr std::size_t MaxBodies = 2000;

  CompiledUnit compile(const std::string &Text,
                       const std::set<std::string> &Keep) {
    Files[Main.File] = Text;
    return compileUnit(Main, Files, Keep, /*Changed=*/{}, Constants::Asked);
  }

  InlineUnit failure(const std::string &Why) {
    InlineUnit Failed;
    Failed.Error = Why;
    return Failed;
  }

  Unit Main;
  FileTexts Files;
  const ResourceTable &Table;
  InlineUnit Result;
};

} // namespace

InlineUnit compileInlines(const Unit &Any, const FileTexts &Overlay,
                          const ResourceTable &Table) {
  return InlineCompiler(Any, Overlay, Table).run();
}

} // namespace premap::verify
