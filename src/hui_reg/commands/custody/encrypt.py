"""``encrypt``: bring what is kept to how the setting ``store.encrypt`` wants it."""

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("encrypt", dry_run=True)
def command(run: Run) -> ExitCode:
    """按设置 [store] encrypt 把已保存的邮件、附件、日志、数据库加密（aes 或国密 sm4）；不写则解开。中断了重新运行即可。

    请先启用整盘加密（BitLocker、文件保险箱、LUKS）；这里再加一层，防文件被单独拷走。导出的表格和网页不加密。
    密钥第一次运行时生成，放在 [store] key_file 写的文件或系统钥匙串里：请另抄一份保管，密钥丢了只能从备份恢复。
    """
    from hui_reg.desk.custody import enciphering
    from hui_reg.store.database import seal_of

    with run.workspace() as workspace, workspace.lock():
        left = enciphering.unlike(workspace)
        if run.dry_run:
            run.console.result(left or "√ 保存的内容都与设置一致。")
            run.console.document({"unlike": left, "dry_run": True})
            return ExitCode.OK
        done = enciphering.turn(workspace, run.console)
        cipher = workspace.vault.cipher
        elsewhere = seal_of(workspace.settings.store.url) is None
    if done.key:
        run.console.attention(f"▲ 已生成密钥：{done.key}。请另抄一份，与电脑分开保管；丢了只能从备份恢复。")
    way = {"": "不加密", "aes": "AES-256-GCM", "sm4": "国密 SM4-GCM"}[cipher]
    files = f"{done.blobs} 个邮件和附件、{done.journals} 份日志{'、数据库' if done.database else ''}"
    run.console.result(f"√ 已改写 {files}，现在保存的内容：{way}。" if left else f"√ 保存的内容都与设置一致：{way}。")
    if cipher and left:
        run.console.result("※ 磁盘上可能还留有改写前的残块，导出的文件没有加密：整盘加密才管得到。")
    if elsewhere:
        run.console.result("※ 数据库在 PostgreSQL 里，由它的管理员加密。")
    run.console.document(
        {"blobs": done.blobs, "journals": done.journals, "database": done.database, "cipher": cipher, "key": done.key}
    )
    return ExitCode.OK
