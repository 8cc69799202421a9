// libFuzzer: no compile database, of a stranger perhaps, crashes premap, makes
// a parse write a file, or lets it read outside of the tree and the build.
#include "tool/tree/CompileDatabase.h"
#include "tool/tree/TemporaryFolder.h"

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

using namespace premap;
using llvm::StringRef;

/// The starts of options by which Clang writes, loads or reads what it likes.
static constexpr llvm::StringLiteral Refused[] = {
    "-o",       "-M",       "-Wp,",     "-Xclang",      "-Xpreprocessor",
    "--config", "-fplugin", "-load",    "-dependency-", "--serialize-",
    "-stats-",  "-B",       "-fcrash",  "-save-",       "--save-",
    "-gen-cdb", "-ftime-",  "-fmodule", "-fprofile",    "-E",
    "-S",       "-emit",    "-cc1",     "-ivfsoverlay", "@"};

static void check(const CompileCommand &Command) {
  bool IsOperand = false;
  for (const std::string &Word : Command.Arguments) {
    bool Takes = Word == "-include" || Word == "-I" || Word == "-isystem" ||
                 Word == "-D" || Word == "-U" || Word == "-iquote" ||
                 Word == "-idirafter" || Word == "-x" || Word == "-imacros";
    // The last word is the file.
    if (!IsOperand && &Word != &Command.Arguments.back())
      for (StringRef Start : Refused)
        if (StringRef(Word).starts_with(Start))
          std::abort();
    IsOperand = !IsOperand && Takes;
  }
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *Data,
                                      std::size_t Size) {
  static TemporaryFolder Folder;
  static const KernelTree Tree = [] {
    Folder.write("tree/Makefile", "VERSION = 6\nPATCHLEVEL = 12\n");
    Folder.write("tree/include/linux/fs.h", "");
    Folder.write("tree/a.c", "");
    Folder.write("build/here", "");
    return llvm::cantFail(KernelTree::open(Folder.path("tree")));
  }();
  // Seeds do not know where the tree is.
  std::string Text(reinterpret_cast<const char *>(Data), Size);
  for (size_t At; (At = Text.find("@tree@")) != std::string::npos;)
    Text.replace(At, 6, Tree.root());
  // Not synced, as what stays is.
  std::ofstream(Folder.path("build/compile_commands.json")) << Text;
  auto Database = CompileDatabase::load(Tree, Folder.path("build"), {});
  if (!Database) {
    if (llvm::toString(Database.takeError()).empty())
      std::abort();
    return 0;
  }
  for (const std::string &Path : Database->files()) {
    if (StringRef(Path).starts_with("/") || StringRef(Path).starts_with("../"))
      std::abort();
    for (const CompileCommand &Command : Database->commands(Path))
      check(Command);
  }
  return 0;
}
