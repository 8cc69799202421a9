#include "tool/tree/StandInHeaders.h"

#include "guard/GuardedFiles.h"
#include "tool/tree/CompileFlags.h"
#include "tool/tree/KconfigText.h"

#include "llvm/Support/FileSystem.h"

#include <set>

using llvm::StringRef;

namespace premap {

static std::string readText(const std::string &Path) {
  llvm::ErrorOr<std::string> Text = readRegularFile(Path);
  return Text ? *Text : "";
}

/// The options that \p Autoconf defines, without CONFIG_; those of modules end
/// in _MODULE.
static std::set<std::string> definedIn(StringRef Autoconf) {
  std::set<std::string> Names;
  while (!Autoconf.empty()) {
    StringRef Line;
    std::tie(Line, Autoconf) = Autoconf.split('\n');
    if (Line.consume_front("#define CONFIG_"))
      Names.insert(Line.split(' ').first.str());
  }
  return Names;
}

static std::string undefine(const std::string &Name) {
  return "#undef CONFIG_" + Name + "\n";
}

static std::string define(const std::string &Name, const std::string &Value) {
  return undefine(Name) + "#define CONFIG_" + Name + " " + Value + "\n";
}

static std::string autoconfText(const KernelTree &Tree, StringRef Arch,
                                StringRef Autoconf) {
  const std::set<std::string> Donated = definedIn(readText(Autoconf.str()));
  KconfigText Kconfig(Tree, Arch);
  std::string Text = "#include \"" + Autoconf.str() + "\"\n";
  std::set<std::string> Known;
  for (const std::string &Name : Kconfig.options()) {
    Known.insert({Name, Name + "_MODULE"});
    std::string AsModule = Name + "_MODULE";
    bool Has = Donated.count(Name), HasModule = Donated.count(AsModule);
    if (auto Literal = Kconfig.literal(Name)) {
      Text += define(Name, *Literal);
      continue;
    }
    switch (Kconfig.value(Name)) {
    case OptionGuess::No:
      Text += Has ? undefine(Name) : "";
      Text += HasModule ? undefine(AsModule) : "";
      break;
    case OptionGuess::Yes:
      Text += Has ? "" : define(Name, "1");
      Text += HasModule ? undefine(AsModule) : "";
      break;
    case OptionGuess::Module:
      Text += Has || HasModule ? "" : define(AsModule, "1");
      break;
    case OptionGuess::Unknown:
      break;
    }
  }
  // What this architecture's files do not know it does not have.
  for (const std::string &Name : Donated)
    if (!Known.count(Name))
      Text += undefine(Name);
  return Text;
}

/// The headers that the Kbuild file \p Path gives to the list \p List.
static std::vector<std::string>
listed(const KernelTree &Tree, const std::string &Path, StringRef List) {
  std::vector<std::string> Names;
  std::string Text = readText(Tree.absolute(Path));
  for (StringRef Rest = Text; !Rest.empty();) {
    StringRef Line;
    std::tie(Line, Rest) = Rest.split('\n');
    Line = Line.split('#').first.trim();
    if (!Line.consume_front(List))
      continue;
    Line = Line.ltrim();
    if (!Line.consume_front("+=") && !Line.consume_front("="))
      continue;
    llvm::SmallVector<StringRef, 4> Words;
    Line.split(Words, ' ', -1, /*KeepEmpty=*/false);
    for (StringRef Word : Words)
      Names.push_back(Word.trim().str());
  }
  return Names;
}

/// \p Uapi is "uapi/" or "".
static void addWrappers(const KernelTree &Tree, const std::string &SourceArch,
                        const std::string &Uapi, const std::string &Folder,
                        VirtualFiles &Files) {
  std::string Own = "arch/" + SourceArch + "/include/" + Uapi + "asm/";
  std::vector<std::string> Names = listed(Tree, Own + "Kbuild", "generic-y");
  for (std::string &Name :
       listed(Tree, "include/" + Uapi + "asm-generic/Kbuild", "mandatory-y"))
    if (!llvm::sys::fs::exists(Tree.absolute(Own + Name)))
      Names.push_back(std::move(Name));
  for (const std::string &Name : Names)
    Files[Folder + "/arch/" + SourceArch + "/include/generated/" + Uapi +
          "asm/" + Name] = "#include <asm-generic/" + Name + ">\n";
}

VirtualFiles standInHeaders(const KernelTree &Tree, StringRef Arch,
                            StringRef Autoconf, StringRef Folder) {
  VirtualFiles Files;
  Files[(Folder + "/include/generated/autoconf.h").str()] =
      autoconfText(Tree, Arch, Autoconf);
  for (const char *Uapi : {"", "uapi/"})
    addWrappers(Tree, sourceArch(Arch), Uapi, Folder.str(), Files);
  return Files;
}

} // namespace premap
